"""What is built on resolving: groups, variants, reports, statistics, notes on tables, exchange
of tables.
"""
