"""One story per place: what the city asked for, planned, bought and did there, and which of it belongs together.

Layers name their chapter (`Layer.chapter`); links between features of different chapters are read from documents,
suggested by rule with their reasons (`rules.py`), and hold once an editor has agreed.
"""
