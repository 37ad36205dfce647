"""The demonstration city: a believable Sloviansk, so that a stranger who starts the map is looking at a town.

What is true comes from `fixtures/sloviansk` (street names, codes, lakes, rivers, the lines of main streets); what is
between is drawn by rules and marked as generated. Metres in EPSG:32637 until the last step, degrees in the database.
The same seed gives the same bytes.
"""
