"""YAML, read strictly, written, and edited in place."""
