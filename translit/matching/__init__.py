"""Which names are worth comparing, how alike two are, and what follows from it."""
