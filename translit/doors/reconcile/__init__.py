"""The Reconciliation API, for OpenRefine and its kin."""
