"""Plain JSON, for programs: what the service answers to them, and what agents get."""
