"""The nouns that a caller meets, all immutable, and everything that can be raised."""
