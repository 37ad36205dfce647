"""From what a file says to what a model field holds. What cannot be understood is refused, never guessed."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone, translation

from layers.edrpou import NAMES, without_tax_numbers
from layers.importing.mapping import is_nothing
from layers.importing.refusals import RowRefused
from layers.importing.sources import Formula

#: a spreadsheet in Ukrainian writes ІСТИНА and ХИБНІСТЬ
_TRUE = frozenset({"true", "так", "yes", "1", "y", "т", "істина"})
_FALSE = frozenset({"false", "ні", "no", "0", "n", "н", "хибність"})
_SPACES = re.compile(r"[ \t\u00a0\u202f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: turns the letters that follow it round, and whatever stands behind them on a page; it is nothing that is read
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_EDRPOU_LENGTH = 8
_TAX_NUMBER = re.compile(r"\d{10}")


def convert(field: "models.Field[Any, Any]", raw: Any, *, is_literal: bool = False) -> Any:
    """The value for a model field; None where the file says nothing. Raises RowRefused with a reason.

    `is_literal`: a text is meant to the letter, with all its spaces, and «-» is one.
    """
    if raw in (None, "") or (not is_literal and is_nothing(raw)):
        return None
    if isinstance(raw, Formula):
        raise RowRefused(
            f"{field.name}: a formula; put an apostrophe before it if it is meant as text", str(raw)
        )
    if field.choices:
        return _choice(field, raw)
    parse = next((parse for kind, parse in _PARSERS if isinstance(field, kind)), None)
    return _allowed(field, parse(field, raw) if parse else _text(field, raw, is_literal=is_literal))


def _allowed(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value that the model itself has nothing against (a day of the next century)."""
    for validator in field.validators:
        if validator in field.default_validators:
            # Of the kind of field: an address that leads nowhere is kept as its source writes it.
            continue
        try:
            validator(value)
        except ValidationError as flaw:
            with translation.override("en"):
                said = " ".join(flaw.messages)
            raise RowRefused(f"{field.name}: {said}", str(value)) from flaw
    return value


def _text(field: "models.Field[Any, Any]", raw: Any, *, is_literal: bool) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = _TURNING.sub("", str(raw))
    text = text if is_literal else _SPACES.sub(" ", text).strip()
    if _CONTROL.search(text):
        raise RowRefused(
            f"{field.name}: holds a character that is no text (NUL or the like)", repr(text)[:100]
        )
    if text and isinstance(field, models.URLField) and not _WEB_ADDRESS.fullmatch(text):
        raise RowRefused(f"{field.name}: not an address of the web (https://…)", text)
    if field.name in NAMES:
        text = without_tax_numbers(text)
    longest = field.max_length
    if longest == _EDRPOU_LENGTH and field.name.endswith("_code"):
        return _edrpou(field, raw, text)
    if longest and len(text) > longest:
        raise RowRefused(f"{field.name}: longer than {longest} characters", text)
    return text


def _edrpou(field: "models.Field[Any, Any]", raw: Any, text: str) -> str:
    if isinstance(raw, int | float):
        # A spreadsheet took the code for a number, and its leading zeros away.
        text = text.zfill(_EDRPOU_LENGTH)
    if _TAX_NUMBER.fullmatch(text):
        # Ten digits are the tax number of a person: it is never stored.
        return ""
    if len(text) != _EDRPOU_LENGTH or not text.isascii() or not text.isdigit():
        raise RowRefused(f"{field.name}: not the eight digits of an EDRPOU code", raw)
    return text


def _choice(field: "models.Field[Any, Any]", raw: Any) -> str:
    text = _SPACES.sub(" ", str(raw)).strip()
    choices = list(field.flatchoices)
    if text in {str(value) for value, _label in choices}:
        return text
    for language in ("uk", "en"):
        with translation.override(language):
            for value, label in choices:
                if str(label).casefold() == text.casefold():
                    return str(value)
    raise RowRefused(f"{field.name}: not one of the possible values", text)


def _decimal(field: "models.Field[Any, Any]", raw: Any) -> Decimal:
    text = re.sub(r"[\s\u00a0\u202f]", "", str(raw)).replace(",", ".")
    text = re.sub(r"(м²|м2|м/кв|кв\.?м|м|грн\.?|₴|uah)$", "", text, flags=re.IGNORECASE)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise RowRefused(f"{field.name}: not a number", raw) from None
    if not isfinite(value) or abs(value) >= Decimal(10) ** 14:
        raise RowRefused(f"{field.name}: not a possible number", raw)
    return value


def _whole(field: "models.Field[Any, Any]", raw: Any) -> int:
    value = _decimal(field, raw)
    if value != value.to_integral_value() or not -(2**31) <= value < 2**31:
        raise RowRefused(f"{field.name}: not a whole number", raw)
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField) and value < 0:
        raise RowRefused(f"{field.name}: below zero", raw)
    return int(value)


def _flag(field: "models.Field[Any, Any]", raw: Any) -> bool:
    text = str(raw).strip().casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise RowRefused(f"{field.name}: neither yes nor no", raw)


def _day(field: "models.Field[Any, Any]", raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d"):
        try:
            found = datetime.strptime(text[:10], form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    raise RowRefused(f"{field.name}: not a date (2026-11-22 or 22.11.2026)", raw)


def _moment(field: "models.Field[Any, Any]", raw: Any) -> datetime:
    try:
        found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw).strip())
    except ValueError:
        day = _day(field, raw)
        found = datetime(day.year, day.month, day.day)  # noqa: DTZ001  made aware below
    return found if found.tzinfo else timezone.make_aware(found)


#: in order: a class before the class that it derives from
_PARSERS: tuple[tuple[Any, Callable[[Any, Any], Any]], ...] = (
    (models.DateTimeField, _moment),
    (models.DateField, _day),
    (models.BooleanField, _flag),
    (models.DecimalField, _decimal),
    (models.FloatField, lambda field, raw: float(_decimal(field, raw))),
    (models.IntegerField, _whole),
    (models.JSONField, lambda field, raw: raw),
)
