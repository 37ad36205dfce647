"""What is known of accessibility in the formats of others, and what each of them cannot hold.

`mapping` reads which answer goes where (formats.toml); `a11yjson` and `osm` write places, `opensidewalks` the ways.
What nobody has measured is left out of all of them: no format is made to say «unknown» by a guess.
"""
