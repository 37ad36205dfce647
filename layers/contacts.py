"""What a text of somebody else tells of how a person is reached or numbered, masked before it is kept: telephone
numbers, addresses for e-mail, tax numbers."""

import re

from layers.edrpou import MASK, without_tax_numbers

_TELEPHONE = re.compile(r"(?<![\d.,])(?:\+?38)?[\s(-]{0,3}0\d{2}[\s)-]{0,3}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


def without_contacts(text: str) -> str:
    """The same text, with all of these masked."""
    return without_tax_numbers(_EMAIL.sub(MASK, _TELEPHONE.sub(MASK, text)))
