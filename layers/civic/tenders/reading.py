"""A document of ProZorro read into the columns of a tender, and into what its card tells beside them. No database, no
network: the same document gives the same columns, today or when it is read anew."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from layers.civic.tenders.documents import (
    Money,
    Node,
    Poisoned,
    cut,
    full_text,
    impersonal,
    member,
    moment,
    money,
    rows,
    words,
    written,
)
from layers.civic.tenders.matching import Community, Place
from layers.civic.tenders.models import PHASES, Phase, Reason
from layers.civic.tenders.places import addresses, clues, is_masked, locations

#: where a tender is shown to people, and where its plans and contracts are for machines
PAGE = "https://prozorro.gov.ua/tender/{}"
#: 32 hexadecimal digits: what a document is asked for by
IDENTIFIER = re.compile(r"[0-9a-f]{32}", re.ASCII)
#: the number that people know a tender by
_NUMBER = re.compile(r"UA-[0-9A-Za-z-]{1,36}", re.ASCII)
_DAY_OF_NUMBER = re.compile(r"UA-(\d{4}-\d{2}-\d{2})-", re.ASCII)
#: of the state register; what is longer is a person's and is not kept
_CODE = re.compile(r"\d{8}", re.ASCII)
_GROUPS = frozenset({"ДК021", "CPV"})
_MOST_TEXT = 20_000
#: so many of each are told on a card; the page in ProZorro has the rest
MOST_TOLD = 50
_PERIODS = ("enquiryPeriod", "tenderPeriod", "qualificationPeriod", "auctionPeriod", "awardPeriod")
_WEB = ("https://", "http://")


@dataclass(frozen=True)
class Reading:
    """What is kept of a document: the tender's columns by name, what the card tells beside them, the places that it
    names (longitude, latitude, EPSG:4326), and the document itself as JSON, without personal data."""

    columns: dict[str, Any]
    told: dict[str, Any]
    points: list[Place]
    raw: bytes
    #: what of it was left out, in words for the log
    left_out: tuple[str, ...] = ()

    @property
    def modified_at(self) -> datetime:
        at: datetime = self.columns["modified_at"]
        return at


def read(answer: Any, here: Community) -> Reading:
    """Read what `/tenders/{id}` answers; `here` is the city's community. Raises Poisoned."""
    try:
        clean = impersonal(answer)
    except RecursionError as depth:
        raise Poisoned(Reason.IMPROPER, str(depth)) from depth
    document = member(clean, "data") if isinstance(clean, dict) else {}
    if not document:
        raise Poisoned(Reason.IMPROPER)
    config = member(clean, "config")
    masked = is_masked(document, config)
    points, flaw = ([], None) if masked else locations(document, here)
    columns = {
        **_identity(document),
        **_course(document),
        **_sums(document),
        **_parties(document),
        "masked": masked,
        "description": "" if masked else cut(full_text(document, "description"), _MOST_TEXT),
        "address": "" if masked else cut("; ".join(addresses(document, here)), 500),
        "place_clues": [] if masked else clues(document, here),
        "place_flaw": flaw.value if flaw else "",
    }
    return Reading(columns, _told(document, masked=masked), points, written(clean), _left_out(document))


def _left_out(document: Node) -> tuple[str, ...]:
    """A code of the buyer that is none. Of persons nothing was kept of it before."""
    code = words(member(member(document, "procuringEntity"), "identifier"), "id", 40)
    return (f"the code of its buyer is none: {code}",) if code and not _CODE.fullmatch(code) else ()


def identifier_of(answer: Any) -> str:
    """By what the document calls itself; empty where it does not say."""
    return words(member(answer, "data"), "id") if isinstance(answer, dict) else ""


def _identity(document: Node) -> dict[str, Any]:
    number, modified = words(document, "tenderID"), moment(document, "dateModified")
    if not _NUMBER.fullmatch(number):
        raise Poisoned(Reason.NUMBER, f"tenderID: {cut(number, 60)}")
    if modified is None:
        raise Poisoned(Reason.MOMENT, f"dateModified: {cut(str(document.get('dateModified')), 60)}")
    code, subject = next(iter(_groups(document)), ("", ""))
    return {
        "tender_id": number,
        "page": PAGE.format(number),
        "title": words(document, "title", 2000) or number,
        "category": words(document, "mainProcurementCategory", 20),
        "dk_code": code,
        "dk_title": subject,
        "modified_at": modified,
    }


def _course(document: Node) -> dict[str, Any]:
    """How far it has come, and until when."""
    status = words(document, "status", 60)
    deliveries_end = [moment(member(item, "deliveryDate"), "endDate") for item in rows(document, "items")]
    return {
        "status": status,
        "phase": PHASES.get(status, Phase.UNKNOWN).value,
        "method": words(document, "procurementMethodType", 60),
        "announced_on": _announced(document),
        "enquiries_until": moment(member(document, "enquiryPeriod"), "endDate"),
        "bids_until": moment(member(document, "tenderPeriod"), "endDate"),
        "auction_at": moment(member(document, "auctionPeriod"), "startDate"),
        "delivery_until": _day(max(filter(None, deliveries_end), default=None)),
    }


def _announced(document: Node) -> date | None:
    """The day of publication; older documents tell it by their number only."""
    for node, name in (
        (document, "noticePublicationDate"),
        (document, "dateCreated"),
        (member(document, "tenderPeriod"), "startDate"),
    ):
        at = moment(node, name)
        if at:
            return at.date()
    match = _DAY_OF_NUMBER.match(words(document, "tenderID"))
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _sums(document: Node) -> dict[str, Any]:
    expected = money(document)
    contracts = _valid_contracts(document)
    together = _together([money(contract) for contract in contracts])
    signed = filter(None, (moment(contract, "dateSigned") for contract in contracts))
    ends = filter(None, (moment(member(contract, "period"), "endDate") for contract in contracts))
    return {
        "amount": expected.amount if expected else None,
        "currency": expected.currency if expected else "",
        "vat_included": expected.vat_included if expected else None,
        "contract_amount": together.amount if together else None,
        "contract_currency": together.currency if together else "",
        "contract_signed_on": _day(min(signed, default=None)),
        "contract_until": _day(max(ends, default=None)),
    }


#: how ProZorro calls a contract that was signed, and one that was fulfilled or ended
_SIGNED = ("active", "terminated")


def _valid_contracts(document: Node) -> list[Node]:
    """What was signed: a contract that waits for that, or was called off, is none."""
    return [one for one in rows(document, "contracts") if words(one, "status") in _SIGNED]


def _together(sums: list[Money | None]) -> Money | None:
    """The sum of what is in one currency; nothing is said of several together."""
    known = [one for one in sums if one]
    if len({one.currency for one in known}) != 1:
        return None
    return Money(sum(one.amount for one in known), known[0].currency, None)  # type: ignore[arg-type]


def _parties(document: Node) -> dict[str, Any]:
    buyer = member(document, "procuringEntity")
    identifier = member(buyer, "identifier")
    code = words(identifier, "id")
    winners = [
        name
        for award in rows(document, "awards")
        if words(award, "status") == "active"
        for name in _suppliers(award)
    ]
    return {
        "buyer_name": words(buyer, "name") or words(identifier, "legalName"),
        "buyer_code": code if _CODE.fullmatch(code) else "",
        "supplier_name": cut("; ".join(dict.fromkeys(winners)), 500),
    }


def _suppliers(award: Node) -> list[str]:
    named = (
        words(one, "name") or words(member(one, "identifier"), "legalName")
        for one in rows(award, "suppliers")
    )
    return [name for name in named if name]


# -- What the card tells -------------------------------------------------------------------------------------------


def _told(document: Node, *, masked: bool) -> dict[str, Any]:
    told: dict[str, list[Any]] = {
        "periods": [*_periods(document)],
        "codes": [{"code": code, "title": title} for code, title in _groups(document)],
        "awards": [_award(award) for award in rows(document, "awards")],
        "contracts": [_contract(contract) for contract in rows(document, "contracts")],
        "plans": [words(plan, "id", 64) for plan in rows(document, "plans")],
    }
    if not masked:
        told |= {
            "lots": [_lot(lot) for lot in rows(document, "lots")],
            "items": [_item(item) for item in rows(document, "items")[: MOST_TOLD + 1]],
            "documents": [*_files(document)],
        }
    # One more than is told says that there are more.
    return {name: some[: MOST_TOLD + 1] for name, some in told.items() if some}


def _groups(document: Node) -> list[tuple[str, str]]:
    """The groups of ДК 021 that the items belong to, each once."""
    found = (member(item, "classification") for item in rows(document, "items"))
    codes = (
        (words(one, "id", 12), words(one, "description", 300))
        for one in found
        if one.get("scheme") in _GROUPS
    )
    return [*{code: (code, title) for code, title in codes if code}.values()]


def _periods(document: Node) -> Iterator[Node]:
    for name in _PERIODS:
        period = member(document, name)
        start, end = moment(period, "startDate"), moment(period, "endDate")
        if start or end:
            yield {"period": name, "from": _iso(start), "until": _iso(end)}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _lot(lot: Node) -> Node:
    return {"title": words(lot, "title"), "status": words(lot, "status", 60), **_paid(lot)}


def _item(item: Node) -> Node:
    unit = words(member(item, "unit"), "name", 60)
    return {"title": words(item, "description"), "quantity": f"{words(item, 'quantity', 30)} {unit}".strip()}


def _award(award: Node) -> Node:
    return {
        "status": words(award, "status", 60),
        "on": _iso(moment(award, "date")),
        "suppliers": _suppliers(award),
        **_paid(award),
    }


def _contract(contract: Node) -> Node:
    period = member(contract, "period")
    return {
        "id": words(contract, "id", 64),
        "number": words(contract, "contractID", 60),
        "status": words(contract, "status", 60),
        "signed": _iso(moment(contract, "dateSigned")),
        "from": _iso(moment(period, "startDate")),
        "until": _iso(moment(period, "endDate")),
        **_paid(contract),
    }


def _paid(node: Node) -> Node:
    value = money(node)
    return value.as_json() if value else {}


def _files(document: Node) -> Iterator[Node]:
    """The files of the tender, each in its last version, without signatures."""
    latest = {words(one, "id", 64): one for one in rows(document, "documents")}
    for one in latest.values():
        url, title = words(one, "url", 2000), words(one, "title", 300)
        if url.startswith(_WEB) and not title.endswith(".p7s"):
            yield {"title": title or url, "url": url, "kind": words(one, "documentType", 60)}
