"""Whoever asked is told what happens: by a letter for each of them, from the one log of events (docs/adr/0024)."""
