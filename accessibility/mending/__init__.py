"""What to mend first: whom it shuts out, how much lies behind it, and how much work it is.

`rules` weighs, pure; `found` looks up what bars whom, on the ways and in the places; `actions` writes the list down.
The figures of effort are the city's own (efforts.toml).
"""
