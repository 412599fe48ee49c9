"""The ways in: the command line, the reconciliation service, the guard against another package
of our name.
"""
