"""What a text of somebody else tells of how a person is reached or numbered, masked before it is kept: telephone
numbers, addresses for e-mail, tax numbers, numbers of passports."""

import re

from layers.edrpou import MASK, without_tax_numbers

_TELEPHONE = re.compile(r"(?<![\d.,])(?:\+?38)?[\s(-]{0,3}0\d{2}[\s)-]{0,3}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
#: «паспорт серії АА № 123456», and of a card «паспорт № 001234567»: the word stays, the number goes
_PASSPORT = re.compile(
    r"(\bпаспорт\w*[\s:,]{0,3}(?:сері[яїю]\s{0,2})?)(?:[А-ЯІЇЄҐA-Z]{2}\s{0,2})?(?:№\s{0,2})?(?:\d{9}|\d{6})(?!\d)",
    re.IGNORECASE,
)


def without_contacts(text: str) -> str:
    """The same text, with all of these masked."""
    text = _PASSPORT.sub(rf"\g<1>{MASK}", text)
    return without_tax_numbers(_EMAIL.sub(MASK, _TELEPHONE.sub(MASK, text)))
