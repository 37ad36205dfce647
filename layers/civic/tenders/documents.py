"""A document of ProZorro as it comes over the wire: parsed exactly, freed of personal data, and read member by member.

Numbers stay decimal from the wire to the column. What is absent is unknown, and so is what has another shape than the
API's documentation gives it; only what names a tender, and its money, must be right, or the document is poisoned.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from django.utils import timezone

from layers.civic.tenders.models import Reason
from layers.contacts import without_contacts

Node = dict[str, Any]

#: what persons are reached by, and what they sign with: of no concern to a map
_PERSONAL = frozenset({"contactPoint", "additionalContactPoints", "availableLanguage", "signerInfo"})
#: texts that are no words: ten digits in them are no tax number
_CODES = frozenset(
    {"id", "hash", "url", "uri", "date", "offset", "awardID", "relatedItem", "relatedLot", "owner"}
)
_TAX_NUMBER = re.compile(r"\d{10}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
#: sixteen digits before the point are kept (Tender.amount)
_MOST_MONEY = Decimal(10) ** 16
#: years that dates of purchases lie in; 1970 stands for what is masked
_YEARS = range(2000, 2200)


class Poisoned(Exception):
    """A document that cannot be taken: why, and the value that is wrong."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.label} ({detail})" if detail else str(reason.label))
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Money:
    """`currency` as ISO 4217, or empty; `vat_included` None where the document does not say."""

    amount: Decimal
    currency: str
    vat_included: bool | None

    def as_json(self) -> Node:
        return {"amount": str(self.amount), "currency": self.currency, "vat_included": self.vat_included}


def parse(body: bytes) -> Any:
    """JSON with decimal numbers. Raises ValueError for what is none, or was not sent to its end."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError as flaw:
        raise ValueError("nested too deeply") from flaw
    except (json.JSONDecodeError, UnicodeDecodeError, ArithmeticError) as flaw:
        raise ValueError(f"no JSON from character {_broken_at(flaw)} on") from flaw


def _broken_at(flaw: Exception) -> int:
    """Where an answer ceases to be understood, as far as the library tells."""
    return int(getattr(flaw, "pos", getattr(flaw, "start", 0)))


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")


def written(document: Any) -> bytes:
    """The document as JSON again, its numbers as they were. Raises Poisoned."""
    try:
        return orjson.dumps(document, default=lambda number: orjson.Fragment(str(number).encode()))
    except (TypeError, RecursionError) as flaw:
        raise Poisoned(Reason.UNKEPT, str(flaw)) from flaw


def impersonal(node: Any, name: str = "") -> Any:
    """The same without what is personal: contacts, and of natural persons their number (РНОКПП) and address."""
    if isinstance(node, dict):
        dropped = _PERSONAL | ({"address"} if is_person(node) else set())
        kept = {key: impersonal(value, key) for key, value in node.items() if key not in dropped}
        if "scheme" in kept and _is_tax_number(kept.get("id")):
            del kept["id"]
        return kept
    if isinstance(node, list):
        return [impersonal(item, name) for item in node]
    if isinstance(node, str):
        clean = _CONTROLS.sub("", node)
        return clean if name in _CODES else without_contacts(clean)
    return node


def is_person(organisation: Node) -> bool:
    """Whether a party of a tender is known by a number of ten digits: a natural person."""
    return _is_tax_number(member(organisation, "identifier").get("id"))


def _is_tax_number(code: Any) -> bool:
    return isinstance(code, str | int) and _TAX_NUMBER.fullmatch(str(code).strip()) is not None


# -- Members -------------------------------------------------------------------------------------------------------


def member(node: Node, name: str) -> Node:
    """An object inside of another one; empty where there is none."""
    found = node.get(name)
    return found if isinstance(found, dict) else {}


def rows(node: Node, name: str) -> list[Node]:
    """The objects of a list; what else is in it is passed over."""
    found = node.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def words(node: Node, name: str, most: int = 500) -> str:
    """A text on one line, of up to `most` characters; what is markup in it stays the text that it is."""
    return cut(" ".join(full_text(node, name).split()), most)


def full_text(node: Node, name: str) -> str:
    """A text with its lines."""
    found = node.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        return ""
    return _CONTROLS.sub("", str(found)).strip()


def plain(text: str) -> str:
    """A text that can be kept: without control characters, and without halves of letters (lone surrogates)."""
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode())


def cut(text: str, most: int) -> str:
    """A text of up to `most` characters that can be kept."""
    text = plain(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def moment(node: Node, name: str) -> datetime | None:
    """A point in time; None for none, and for one that no purchase can have."""
    found = node.get(name)
    if not isinstance(found, str):
        return None
    try:
        at = datetime.fromisoformat(found)
        at = at if at.tzinfo else timezone.make_aware(at)
        return at.astimezone(timezone.get_default_timezone()) if at.year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def money(node: Node, name: str = "value") -> Money | None:
    """What something costs; None where nothing is said. Raises Poisoned for what is no sum."""
    value = node.get(name)
    if value is None or (isinstance(value, dict) and value.get("amount") is None):
        return None
    amount = value.get("amount") if isinstance(value, dict) else value
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise Poisoned(Reason.SUM, f"{name}.amount: {cut(str(amount), 60)}")
    if not 0 <= amount < _MOST_MONEY:
        raise Poisoned(Reason.SUM, f"{name}.amount: {cut(str(amount), 60)}")
    currency = value.get("currency") or "" if isinstance(value, dict) else ""
    if not isinstance(currency, str) or (currency and not _CURRENCY.fullmatch(currency)):
        raise Poisoned(Reason.CURRENCY, f"{name}.currency: {cut(str(currency), 60)}")
    vat = value.get("valueAddedTaxIncluded") if isinstance(value, dict) else None
    exact = Decimal(amount).quantize(Decimal("0.01"))
    return Money(exact, currency, vat if isinstance(vat, bool) else None)
