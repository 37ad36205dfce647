"""Any city's ground from OpenStreetMap: an extract becomes rows of the reference layers and places.

Reading order: words (what a text means) · ground, places (what an object is) · reading (the file as found objects)
· staging, takeover (into the database) · runs (one import from start to end).

Data are © OpenStreetMap contributors, ODbL 1.0.
"""
