"""Observations from the field: what is asked, what was sent, and what became of it."""
