"""Decisions of published procedures: their tables, what the analysis of the rules found, and a place to try them."""
