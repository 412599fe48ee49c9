"""What happens to one string: fold, scripts, systems of romanisation, sounds, words and their
roles, forms.
"""
