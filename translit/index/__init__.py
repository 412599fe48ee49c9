"""What is looked up: gazetteers in memory and mapped from a file, postings, block keys, compiled
tables.
"""
