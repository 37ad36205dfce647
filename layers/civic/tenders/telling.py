"""A purchase in words that a resident understands: a sentence for lists, and how it goes for the card."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from layers.civic.tenders.models import Document, Phase
from layers.civic.tenders.reading import MOST_TOLD

#: ISO 4217 codes that have a sign which everybody here reads
_SIGNS = {"UAH": "₴"}
_PERIODS = {
    "enquiryPeriod": gettext_lazy("Questions"),
    "tenderPeriod": gettext_lazy("Bids"),
    "qualificationPeriod": gettext_lazy("Qualification"),
    "auctionPeriod": gettext_lazy("Auction"),
    "awardPeriod": gettext_lazy("Choosing the winner"),
}
_AWARDS = {
    "pending": gettext_lazy("being considered"),
    "active": gettext_lazy("winner"),
    "unsuccessful": gettext_lazy("rejected"),
    "cancelled": gettext_lazy("decision cancelled"),
}
_CONTRACTS = {
    "pending": gettext_lazy("being prepared"),
    "active": gettext_lazy("signed"),
    "terminated": gettext_lazy("fulfilled or terminated"),
    "cancelled": gettext_lazy("cancelled"),
}
_LOTS = {
    "active": gettext_lazy("under way"),
    "complete": gettext_lazy("completed"),
    "unsuccessful": gettext_lazy("did not take place"),
    "cancelled": gettext_lazy("cancelled"),
}


#: what the log says in English, as the synchroniser writes it; sentences may stand in one another
_SAID = (
    gettext_noop("broken off"),
    gettext_noop("%(where)s: %(why)s; given up after %(count)s attempts"),
    gettext_noop("the server says %(code)s"),
    gettext_noop("the answer was not here after %(seconds)s s"),
    gettext_noop("half of an answer, or none (%(why)s)"),
    gettext_noop("half of a packed answer"),
    gettext_noop("the server was silent for %(seconds)s s"),
    gettext_noop("there is no server of this name"),
    gettext_noop("nobody answers at this address"),
    gettext_noop("the connection broke off"),
    gettext_noop("a page for people says %(code)s"),
    gettext_noop("no JSON from character %(place)s on"),
    gettext_noop("nested too deeply"),
    gettext_noop("forward"),
    gettext_noop("backward"),
    gettext_noop("the feed goes round in a circle (%(way)s)"),
    gettext_noop("the feed had forgotten our offset: it was opened anew at its end"),
    gettext_noop("%(where)s: the feed does not know its own offsets"),
    gettext_noop("%(where)s: there is no feed of tenders here"),
    gettext_noop("%(where)s: the feed does not say where what is new begins"),
    gettext_noop("%(where)s: its certificate is not trusted"),
    gettext_noop("%(where)s leads elsewhere (%(code)s), which is not followed"),
    gettext_noop("%(where)s is refused by the server (%(code)s)"),
)
#: what the libraries of the connection call it
_BROKEN = re.compile(
    r"(?:ProtocolError|ConnectionError|ChunkedEncodingError|ReadTimeout|ConnectTimeout|[A-Z]\w+Error): .*"
)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    placed = re.compile(r"%\\\((\w+)\\\)s")
    return [(said, re.compile(placed.sub(r"(?P<\1>.+?)", re.escape(said)))) for said in _SAID]


def log_in_words(text: str) -> str:
    """What the synchroniser's log says, in the reader's language; what is in no words of ours stays as it is."""
    for said, pattern in _patterns():
        if match := pattern.fullmatch(text):
            return str(_(said) % {name: log_in_words(part) for name, part in match.groupdict().items()})
    if _BROKEN.fullmatch(text):
        return _("the connection broke off (%s)") % text
    return text


@dataclass(frozen=True, slots=True)
class Line:
    """One period, decision, contract, lot, thing or file, in words; empty where nothing is known."""

    title: str
    status: str = ""
    money: str = ""
    days: str = ""
    link: str = ""


@dataclass(frozen=True)
class Section:
    """Lines of one kind; `is_cut` where ProZorro has more of them."""

    title: str
    lines: list[Line]
    is_cut: bool = False


def in_sentences(values: Mapping[str, Any]) -> str:
    """Until when one may bid, or who won and for how much, by the columns of a row; and that it is masked."""
    hidden = _("The buyer has masked what is bought, and where.") if values.get("masked") else ""
    return " ".join(filter(None, (hidden, _course(values))))


def _course(values: Mapping[str, Any]) -> str:
    until = values.get("bids_until")
    if values.get("phase") == Phase.OPEN and until:
        words = (
            _("Bids are accepted until %s") if until > timezone.now() else _("Bids were accepted until %s")
        )
        return f"{words % formats.date_format(timezone.localtime(until), 'DATETIME_FORMAT')}"
    supplier, amount = values.get("supplier_name"), values.get("contract_amount")
    if not supplier or values.get("phase") not in (Phase.AWARDED, Phase.COMPLETE):
        return ""
    if amount is None:
        return f"{_('Winner: %s') % supplier}"
    paid = in_money(amount, values.get("contract_currency") or "")
    return _("Winner: %(who)s, contract for %(sum)s") % {"who": supplier, "sum": paid}


def in_money(amount: Decimal, currency: str, vat: bool | None = None) -> str:
    """«1 250 000,50 ₴, with VAT»."""
    exact = amount.to_integral_value() if amount == amount.to_integral_value() else amount
    number = str(formats.number_format(exact, use_l10n=True, force_grouping=True))
    words = {None: "", True: _("with VAT"), False: _("without VAT")}[vat]
    return ", ".join(filter(None, (f"{number} {_SIGNS.get(currency, currency)}".rstrip(), words)))


def told_of(tender: int) -> list[Section]:
    """How a purchase goes, as its document tells it; nothing of one whose document is not kept."""
    told = Document.objects.filter(pk=tender).values_list("told", flat=True).first() or {}
    sections = (
        (_("Who won"), "awards", _award),
        (_("Contracts"), "contracts", _contract),
        (_("Time limits"), "periods", _period),
        (_("Lots"), "lots", _lot),
        (_("What is bought"), "items", _item),
        (_("Codes of DK 021"), "codes", _code),
        (_("Plan of the purchase"), "plans", _plan),
        (_("Files"), "documents", _file),
    )
    return [
        Section(title, [tell(row) for row in told[name][:MOST_TOLD]], len(told[name]) > MOST_TOLD)
        for title, name, tell in sections
        if told.get(name)
    ]


def _period(row: dict[str, Any]) -> Line:
    return Line(str(_PERIODS.get(row["period"], row["period"])), days=_span(row["from"], row["until"]))


def _award(row: dict[str, Any]) -> Line:
    return Line("; ".join(row["suppliers"]) or "—", _said(_AWARDS, row), _sum(row), _day(row["on"]))


def _contract(row: dict[str, Any]) -> Line:
    signed = _("signed on %s") % _day(row["signed"]) if row["signed"] else ""
    term = _span(row["from"], row["until"])
    title = row["number"] or row["id"]
    link = f"{settings.PROZORRO_URL}/contracts/{row['id']}" if row["id"] else ""
    return Line(title, _said(_CONTRACTS, row), _sum(row), "; ".join(filter(None, (signed, term))), link)


def _lot(row: dict[str, Any]) -> Line:
    return Line(row["title"] or "—", _said(_LOTS, row), _sum(row))


def _item(row: dict[str, Any]) -> Line:
    return Line(row["title"] or "—", row["quantity"])


def _code(row: dict[str, Any]) -> Line:
    return Line(f"{row['code']} {row['title']}".strip())


def _plan(identifier: str) -> Line:
    return Line(_("plan (data of ProZorro)"), link=f"{settings.PROZORRO_URL}/plans/{identifier}")


def _file(row: dict[str, Any]) -> Line:
    return Line(row["title"], link=row["url"])


def _said(words: Mapping[str, Any], row: dict[str, Any]) -> str:
    """A status in words; one that is new is shown as it is."""
    return str(words.get(row["status"], row["status"]))


def _sum(row: dict[str, Any]) -> str:
    return in_money(Decimal(row["amount"]), row["currency"], row["vat_included"]) if row.get("amount") else ""


def _day(moment: str | None) -> str:
    return formats.date_format(datetime.fromisoformat(moment), "DATE_FORMAT") if moment else ""


def _span(start: str | None, end: str | None) -> str:
    ends: Iterator[str] = (
        words % _day(day) for words, day in ((_("from %s"), start), (_("to %s"), end)) if day
    )
    return " ".join(ends)
