"""From what a text says of a place to where that is, and how sure: tenders, petitions and projects come without
coordinates, and nothing is drawn more exactly than it is known.

`text.py` cuts a text into tokens, `names.py` compares names of streets and settlements, `houses.py` reads numbers,
`gazetteer.py` knows what the city has, `reading.py` finds what a text names, `finding.py` says where that is.
"""
