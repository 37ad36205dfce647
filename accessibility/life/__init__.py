"""The life of a barrier: reported, confirmed by others, planned with somebody responsible and a day, removed, rejected.

`rules` says what may follow what and what a step needs, pure; `witnesses` takes what passers-by say ("still there",
"gone"); `duty` names who is responsible and until when, and has them told. How long kinds last is data (kinds.toml).
"""
