"""What a document tells of the place of a purchase, and whether it tells it at all: its coordinates, the texts that may
name the place, and the signs of a masked one.

ProZorro has a few coordinates, many delivery addresses (of goods mostly the buyer's own office), and titles that name
the street of works in three cases of four. Which text says more than the others is the order of `clues`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from layers.civic.tenders.documents import Node, cut, full_text, member, rows, words
from layers.civic.tenders.matching import Bounds, Community, Place, codes_of
from layers.civic.tenders.models import PlaceFlaw

#: what stands in the place of a text that the buyer has masked, whatever marks are round it; and what is said of one
#: that was masked by hand
_HIDDEN = re.compile(r"\W*(?:приховано\b|hidden\W*$)|.*\bтимчасово\W+замасковано\b", re.DOTALL)
#: how documents say yes
_YES = frozenset({"true", "1", "yes", "так"})
#: so many texts, of so many characters, are kept of one tender; so many of them are deliveries at the most
MOST_CLUES, _MOST_LETTERS, _MOST_DELIVERIES = 40, 500, 20
_MOST_POINTS = 50
#: the parts of an address that are wider than a settlement
_WIDER = ("countryName", "region", "postalCode")
#: west, south, east, north of Ukraine (EPSG:4326), generously
_UKRAINE = (22.0, 44.2, 40.3, 52.5)
#: the members whose texts tell what and where, of a document, its buyer, lots, things and addresses
_TELLING = (
    "title", "description", "name", "legalName", "streetAddress", "locality", "region", "postalCode", "countryName",
)  # fmt: skip


def is_masked(document: Node, config: Node) -> bool:
    """Whether the buyer hides what this purchase is, or where: one sign is enough."""
    if _is_yes(document.get("is_masked")) or _is_yes(config.get("restricted")):
        return True
    return any(_hides(node) for node in _told_nodes(document))


def _is_yes(value: Any) -> bool:
    return str(value).strip().lower() in _YES


def _told_nodes(document: Node) -> Iterator[Node]:
    yield document
    buyer = member(document, "procuringEntity")
    yield from (buyer, member(buyer, "identifier"), member(buyer, "address"))
    yield from rows(document, "lots")
    for item in rows(document, "items"):
        yield item
        yield member(item, "deliveryAddress")
        yield member(item, "deliveryDate")
        yield member(item, "deliveryLocation")


def _hides(node: Node) -> bool:
    if any(_HIDDEN.match(full_text(node, name).lower()) for name in _TELLING):
        return True
    if any(str(node.get(name) or "").startswith("1970-01-01") for name in ("startDate", "endDate")):
        return True
    return "latitude" in node and _is_zero(node["latitude"]) and _is_zero(node.get("longitude"))


def _is_zero(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and value is not None and Decimal(str(value)) == 0
    except ArithmeticError:
        return False


def locations(document: Node, here: Community) -> tuple[list[Place], PlaceFlaw | None]:
    """The coordinates in the community (longitude, latitude, EPSG:4326), and what is wrong with the first others. What
    is delivered to an address of somewhere else has none here."""
    found: dict[Place, None] = {}
    flaw = None
    for item in rows(document, "items"):
        said = member(item, "deliveryLocation")
        if said.get("latitude") is None and said.get("longitude") is None:
            continue
        place = PlaceFlaw.OUTSIDE if here.excludes(member(item, "deliveryAddress")) else _place(said, here)
        if isinstance(place, PlaceFlaw):
            flaw = flaw or place
        elif len(found) < _MOST_POINTS:
            found[place] = None
    return list(found), flaw


def _place(said: Node, here: Community) -> Place | PlaceFlaw:
    latitude, longitude = said.get("latitude"), said.get("longitude")
    if latitude is None or longitude is None:
        return PlaceFlaw.HALF
    if not (_is_number(latitude) and _is_number(longitude)):
        return PlaceFlaw.TEXT
    y, x = float(latitude), float(longitude)
    if _is_in(here.bounds, x, y):
        return (x, y) if here.contains((x, y)) else PlaceFlaw.OUTSIDE
    if _is_in(here.bounds, y, x):
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


def clues(document: Node, here: Community) -> list[Node]:
    """The texts that may tell the place, the likeliest first; the buyer's own address is the last resort. Where all is
    delivered to somewhere else, that comes before everything, and says so (`is_elsewhere`)."""
    delivered = _deliveries(document, here)
    placed = [("delivery", text, is_other) for text, is_other in delivered if not is_other]
    others = [] if placed else [("delivery", text, True) for text, _is_other in delivered][:1]
    buyer = _told(member(document, "procuringEntity"), "address", here)
    last = [("buyer", *buyer)] if buyer else []
    kept = placed[:_MOST_DELIVERIES]
    most = MOST_CLUES - len(others) - len(kept) - len(last)
    named = [(source, text, False) for source, text in [*dict.fromkeys(_named(document))][:most]]
    return [_clue(*one) for one in (*others, *named, *kept, *last)]


def _clue(source: str, text: str, is_elsewhere: bool) -> Node:
    return {
        "from": source,
        "text": cut(text, _MOST_LETTERS),
        **({"is_elsewhere": True} if is_elsewhere else {}),
    }


def _named(document: Node) -> Iterator[tuple[str, str]]:
    named = [("title", document, "title")]
    named += [("lot", lot, "title") for lot in rows(document, "lots")]
    named += [("item", item, "description") for item in rows(document, "items")]
    for source, node, name in named:
        text = " ".join(full_text(node, name).split())
        if text:
            yield source, text


def addresses(document: Node, here: Community) -> list[str]:
    """The addresses that is delivered to, each once."""
    return [text for text, _is_other in _deliveries(document, here)]


def _deliveries(document: Node, here: Community) -> list[tuple[str, bool]]:
    told = (_told(item, "deliveryAddress", here) for item in rows(document, "items"))
    return [*dict.fromkeys(filter(None, told))]


def _told(node: Node, name: str, here: Community) -> tuple[str, bool] | None:
    """An address on one line, the settlement first («м. Слов’янськ, вул. Шевченка, 1»), and whether it is somewhere
    else: then with its country or oblast. None where nothing is said."""
    address = member(node, name)
    is_other = here.excludes(address)
    others = [part for part in _WIDER if here.excludes({part: address.get(part)})]
    parts = (words(address, part) for part in (*others, "locality", "streetAddress"))
    text = ", ".join(filter(None, parts)) or ", ".join(codes_of(address) if is_other else ())
    return (text, is_other) if text else None
