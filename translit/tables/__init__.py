"""Alias tables: read, checked against each other, edited in place."""
