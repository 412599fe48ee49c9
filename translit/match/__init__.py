"""How alike two names are: the pairs worth weighing, their evidence, the score, the decision,
grouping.
"""
