"""Ways on foot that suit a person: which of them are known to be good, which are not known, and what bars the rest.

Pure: no Django here. `tags` reads what OpenStreetMap says of a way, `network` joins ways at the places that they share,
`needs` judges a way for a person, `paths` finds the cheapest path, and `route` tells the answer with its reasons.
Coordinates are metres of a plane (the city's UTM zone).
"""
