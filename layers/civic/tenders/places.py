"""What a document tells of the place of a purchase, and whether it tells it at all: its coordinates, the texts that may
name the place, and the signs of a masked one.

ProZorro has a few coordinates, many delivery addresses (of goods mostly the buyer's own office), and titles that name
the street of works in three cases of four. Which text says more than the others is the order of `clues`.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from layers.civic.tenders.documents import Node, cut, full_text, member, rows, words
from layers.civic.tenders.models import PlaceFlaw

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]

#: what stands in the place of a text that the buyer has masked, and at the beginning of a title masked by hand
_HIDDEN = frozenset({"приховано", "hidden"})
_MASKED_BY_HAND = "тимчасово замасковано"
#: so many texts, of so many characters, are kept of one tender
MOST_CLUES, _MOST_LETTERS = 40, 500
_MOST_POINTS = 50
#: west, south, east, north of Ukraine (EPSG:4326), generously
_UKRAINE = (22.0, 44.2, 40.3, 52.5)
_PLACED = ("title", "description", "streetAddress", "locality")


def is_masked(document: Node, config: Node) -> bool:
    """Whether the buyer hides what this purchase is, or where: one sign is enough."""
    if document.get("is_masked") is True or config.get("restricted") is True:
        return True
    if words(document, "title").lower().startswith(_MASKED_BY_HAND):
        return True
    return any(_hides(node) for node in _told_nodes(document))


def _told_nodes(document: Node) -> Iterator[Node]:
    yield document
    yield from rows(document, "lots")
    for item in rows(document, "items"):
        yield item
        yield member(item, "deliveryAddress")
        yield member(item, "deliveryDate")
        yield member(item, "deliveryLocation")


def _hides(node: Node) -> bool:
    if any(words(node, name).lower() in _HIDDEN for name in _PLACED):
        return True
    if any(str(node.get(name) or "").startswith("1970-01-01") for name in ("startDate", "endDate")):
        return True
    return "latitude" in node and _is_zero(node["latitude"]) and _is_zero(node.get("longitude"))


def _is_zero(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and value is not None and Decimal(str(value)) == 0
    except ArithmeticError:
        return False


def locations(document: Node, bounds: Bounds) -> tuple[list[Point], PlaceFlaw | None]:
    """The coordinates inside of `bounds` (longitude, latitude, EPSG:4326), and what is wrong with the first others."""
    found: dict[Point, None] = {}
    flaw = None
    for item in rows(document, "items"):
        said = member(item, "deliveryLocation")
        if said.get("latitude") is None and said.get("longitude") is None:
            continue
        place = _place(said, bounds)
        if isinstance(place, PlaceFlaw):
            flaw = flaw or place
        elif len(found) < _MOST_POINTS:
            found[place] = None
    return list(found), flaw


def _place(said: Node, bounds: Bounds) -> Point | PlaceFlaw:
    latitude, longitude = said.get("latitude"), said.get("longitude")
    if latitude is None or longitude is None:
        return PlaceFlaw.HALF
    if not (_is_number(latitude) and _is_number(longitude)):
        return PlaceFlaw.TEXT
    y, x = float(latitude), float(longitude)
    if _is_in(bounds, x, y):
        return x, y
    if _is_in(bounds, y, x):
        return PlaceFlaw.SWAPPED
    if abs(y) > 90 or abs(x) > 180:
        return PlaceFlaw.NOWHERE
    if _is_in(_UKRAINE, y, x):
        return PlaceFlaw.SWAPPED
    return PlaceFlaw.OUTSIDE if _is_in(_UKRAINE, x, y) else PlaceFlaw.ABROAD


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_in(bounds: Bounds, x: float, y: float) -> bool:
    west, south, east, north = bounds
    return west <= x <= east and south <= y <= north


def clues(document: Node) -> list[dict[str, str]]:
    """The texts that may tell the place, the likeliest first; the buyer's own address is the last resort."""
    buyer = address_of(member(document, "procuringEntity"), "address")
    kept = [*dict.fromkeys(_texts(document))][: MOST_CLUES - bool(buyer)]
    if buyer:
        kept.append(("buyer", buyer))
    return [{"from": source, "text": cut(text, _MOST_LETTERS)} for source, text in kept]


def _texts(document: Node) -> Iterator[tuple[str, str]]:
    named = [("title", document, "title")]
    named += [("lot", lot, "title") for lot in rows(document, "lots")]
    named += [("item", item, "description") for item in rows(document, "items")]
    for source, node, name in named:
        text = " ".join(full_text(node, name).split())
        if text:
            yield source, text
    for address in deliveries(document):
        yield "delivery", address


def deliveries(document: Node) -> list[str]:
    """The addresses that is delivered to, each once."""
    addresses = (address_of(item, "deliveryAddress") for item in rows(document, "items"))
    return [*dict.fromkeys(filter(None, addresses))]


def address_of(node: Node, name: str) -> str:
    """An address on one line, the settlement first: «м. Слов’янськ, вул. Шевченка, 1»."""
    address = member(node, name)
    return ", ".join(filter(None, (words(address, part) for part in ("locality", "streetAddress"))))
