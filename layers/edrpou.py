"""The state register's code of a legal entity (ЄДРПОУ): eight digits with a control digit; and the tax number of a
person (РНОКПП), ten digits, which is never stored.

The algorithm is public knowledge of the register (as implemented by the `edrpou` package, found in domain notes F).
"""

import re

#: ten digits in a row, as a tax number stands among words
_TAX_NUMBER = re.compile(r"(?<!\d)\d{10}(?!\d)")
#: what stands in place of one
MASK = "…"
#: what names somebody, and may hold a number that was written beside the name
NAMES = frozenset({"owner_name", "distributor_name", "contractor_name"})


def holds_tax_number(text: str) -> bool:
    """Whether there are ten digits in a row."""
    return _TAX_NUMBER.search(text) is not None


def without_tax_numbers(text: str) -> str:
    """The same text, with ten digits in a row masked."""
    return _TAX_NUMBER.sub(MASK, text)


def is_edrpou(code: str) -> bool:
    """Whether `code` is eight digits whose last one is the control digit of the others."""
    if len(code) != 8 or not code.isascii() or not code.isdigit():
        return False
    digits = [int(character) for character in code]
    middle = 30_000_000 < int(code) < 60_000_000
    weights = [7, 1, 2, 3, 4, 5, 6] if middle else [1, 2, 3, 4, 5, 6, 7]
    rest = _weighted(digits, weights) % 11
    if rest == 10:
        rest = _weighted(digits, [weight + 2 for weight in weights]) % 11 % 10
    return rest == digits[7]


def _weighted(digits: list[int], weights: list[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))
