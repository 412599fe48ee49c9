"""What is known of languages, as data with its sources and tests, and the one way to read it."""
