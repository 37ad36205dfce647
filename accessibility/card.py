"""The card of an object by КМУ № 537: what was asked and answered, and the class that follows; data and document.

A card can be brought in again: then its verdict is reckoned anew from its answers, by the rules of the office, and each
answer keeps the day on which somebody looked. The text of annex 1 is not at hand: what is asked is the norm's own list,
and the card says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accessibility import norms, reasons, rules, telling, whole
from accessibility.actions import conclude
from accessibility.answers import flaws
from accessibility.criteria import Criterion, Norm
from accessibility.layer import is_closed
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.vocabulary import OPENSTREETMAP, Outcome, PartKind, Unit, Verdict
from accessibility.whole import Section, Whole
from layers.edrpou import is_edrpou
from layers.viewer import PUBLIC

FORMAT, VERSION = "kmu-537-card", 1
#: bytes: a card is a page or two of text
LARGEST = 1 << 20
#: documents of the city are in Ukrainian whoever draws them
_LANGUAGE = "uk"


class CardRefused(Exception):
    """A card that is not taken: all that is wrong with it, in sentences."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


# -- Written ---------------------------------------------------------------------------------------------------


def as_json(place: Place) -> dict[str, Any]:
    """The card of a place by its latest audit, and by what earlier ones found that it did not ask, as everybody may see
    it."""
    audit = place.audit
    are_closed = is_closed(PUBLIC)
    one = None if are_closed else whole.of_places([place.pk]).get(place.pk)
    answers = () if are_closed else _answers(place, one)
    parts = [section for section in one.sections if section.part] if one else []
    return {
        "format": FORMAT,
        "version": VERSION,
        "demonstration": settings.DEMONSTRATION,
        "act": telling.said(norms.assessment().title),
        "norm": norms.norm_of((audit.judged_by or audit.norm) if audit else "").code,
        "object": {
            "id": place.pk,
            "name": place.name,
            "kind": place.kind,
            "street": place.shown("street"),
            "house": place.shown("house"),
            "settlement": place.settlement,
            "responsible_name": place.responsible_name,
            "responsible_code": place.responsible_code,
        },
        "assessment": _assessment(place, audit) if audit else None,
        "answers": [_answer(row) for row in answers],
        # … of which auditors say something else, and nobody has settled it.
        "disputed": sorted({dispute.code for dispute in one.disputes}) if one else [],
        "parts": [_part(one) for one in parts],
    }


def _answers(place: Place, one: Whole | None) -> Iterable[Answer]:
    """The answers that count."""
    if place.audit is None:
        return ()
    if one is None:
        return place.audit.answers.select_related("audit").order_by("pk")
    return _by_people(one.own.numbers)


def _by_people(numbers: Sequence[int]) -> QuerySet[Answer, Answer]:
    """Answers by their numbers, without those of tags: an assessment is somebody's."""
    found = Answer.objects.filter(pk__in=numbers).exclude(audit__authority_name=OPENSTREETMAP)
    return found.select_related("audit").order_by("pk")


def _assessment(place: Place, audit: Audit) -> dict[str, Any]:
    return {
        "made_on": audit.made_on.isoformat(),
        "authority_name": audit.authority_name,
        "authority_code": audit.authority_code,
        "verdict": place.verdict,
        "override_reason": audit.override_reason,
    }


def _part(one: Section) -> dict[str, Any]:
    """A part of the object, what it comes to officially and for each person, and what was answered of it alone."""
    assert one.part is not None
    return {
        "kind": one.part.kind,
        "name": one.part.name,
        "floor": one.part.floor,
        "is_main": one.part.is_main,
        "verdicts": {person: one.finding(person) for person in rules.EVERYBODY},
        "answers": [_answer(row) for row in _by_people(one.sheet.numbers) if row.audit.part_id],
    }


def _answer(row: Answer) -> dict[str, Any]:
    norm = norms.norm_of(row.audit.norm)
    criterion = norm.by_code.get(row.code)
    return {
        "code": row.code,
        "norm": norm.cites(criterion).uk if criterion else row.norm,
        "clause": criterion.clause if criterion else row.clause,
        "question": row.question or (criterion.text.uk if criterion else ""),
        "outcome": row.outcome,
        "value": row.value,
        "unit": row.unit,
        "is_sure": row.is_sure,
        "finding": row.finding,
        "made_on": row.audit.made_on.isoformat(),
    }


def as_pdf(place: Place, address: str) -> bytes:
    """The same as a document; `address` is that of the public page, as a camera can follow it."""
    with translation.override(_LANGUAGE):
        told = reasons.of_place(place.pk, PUBLIC)
        classes = norms.assessment()
        words = {
            "place": place,
            "street": place.shown("street"),
            "house": place.shown("house"),
            "audit": place.audit,
            "told": told,
            # Each once: what would change a verdict points at them.
            "unknown": list(dict.fromkeys(one for why in told.verdicts for one in why.unknown))
            if told
            else (),
            "answers": _answers(place, whole.of_places([place.pk]).get(place.pk)) if told else (),
            "classes": {
                Verdict(verdict).label: telling.said(words) for verdict, words in classes.classes.items()
            },
            "act": telling.said(classes.title),
            "address": address,
            "city": settings.CITY,
            "demonstration": settings.DEMONSTRATION,
            "today": timezone.localdate(),
        }
        page = render_to_string("accessibility/card.html", words)
    content: bytes = import_string(settings.PAPER)(page, {})
    return content


# -- Read ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it was handed in, with everything in it believed."""

    place: Place
    norm: Norm
    made_on: date
    authority_name: str
    authority_code: str
    verdict: str
    override_reason: str
    answers: tuple[Mapping[str, Any], ...]
    #: parts of the object with the answers of each
    parts: tuple[tuple[PlacePart, tuple[Mapping[str, Any], ...]], ...]


def read(content: bytes) -> Card:
    """Raises CardRefused with all that is wrong."""
    data = _document(content)
    place = _place(_table(data, "object"))
    norm = _norm(data.get("norm"))
    assessment = _table(data, "assessment")
    made_on, flaw = _day(assessment.get("made_on"))
    wrong = [flaw] if flaw else []
    rows = _rows(data.get("answers"), norm, made_on)
    wrong += _wrong(norm, place.kind, rows)
    parts = tuple(_parts(data.get("parts") or [], place, norm, made_on))
    for part, told in parts:
        wrong += (f"{part.name}: {sentence}" for sentence in _wrong(norm, place.kind, told, part.kind))
    code = str(assessment.get("authority_code") or "")
    if code and not is_edrpou(code):
        wrong.append(_("The EDRPOU code of the authority is none: %s.") % code[:20])
    reason = _text(assessment.get("override_reason"), 500)
    verdict = str(assessment.get("verdict") or Verdict.UNKNOWN)
    if reason and verdict not in Verdict.values:
        wrong.append(_("There is no such class: %s.") % verdict[:40])
    if wrong or made_on is None:
        raise CardRefused(*wrong)
    name = _text(assessment.get("authority_name"), 300)
    return Card(place, norm, made_on, name, code, verdict, reason, tuple(rows), parts)


def _wrong(norm: Norm, kind: str, rows: Sequence[Mapping[str, Any]], part: str = "") -> Iterator[str]:
    """What is wrong with answers, in sentences."""
    for flaw in flaws(norm, kind, rows, part):
        yield _of_answer(flaw.index + 1, flaw.sentence)
    for number, row in enumerate(rows, 1):
        if not row["code"] and not (row["norm"] and row["clause"]):
            yield _of_answer(number, _("A norm and a clause, or the code of a criterion, are missing."))


def _of_answer(number: int, sentence: str) -> str:
    return _("Answer %(number)d: %(sentence)s") % {"number": number, "sentence": sentence}


@transaction.atomic
def take(card: Card) -> Audit:
    """Write a card down as an audit of its day, and of each day before on which something in it was answered; the same
    card a second time changes nothing but what it says anew. Audits by people stay as they are: a card is never theirs.
    Returns the audit of the whole on the card's own day."""
    for part, answers in card.parts:
        for day, rows in sorted(_by_day(answers).items()):
            conclude(_audit(card, part, day, rows))
    of_days = {card.made_on: [], **_by_day(card.answers)}
    audits = [_audit(card, None, day, rows) for day, rows in sorted(of_days.items())]
    for audit in audits:
        conclude(audit)
    return audits[-1]


def _by_day(rows: Iterable[Mapping[str, Any]]) -> dict[date, list[Mapping[str, Any]]]:
    found = defaultdict(list)
    for row in rows:
        found[row["made_on"]].append(row)
    return found


def _audit(card: Card, part: PlacePart | None, day: date, rows: Sequence[Mapping[str, Any]]) -> Audit:
    """The audit of the card's authority on one day, with these answers. What it answered on an earlier day, and has
    answered anew since, stays with that day."""
    who = {"authority_code": card.authority_code}
    if not card.authority_code:
        who["authority_name"] = card.authority_name
    same = {"place": card.place, "part": part, "made_on": day, "observation": None, "made_by": None}
    audit = Audit.objects.filter(**same, **who).first() or Audit(**same, **who)
    audit.authority_name, audit.norm = card.authority_name, card.norm.code
    is_own_day = part is None and day == card.made_on
    audit.override_reason = card.override_reason if is_own_day else ""
    if audit.override_reason:
        audit.verdict = card.verdict
    audit.save()
    written = [_row(audit, card.norm, row) for row in rows]
    old = audit.answers.all()
    if day < card.made_on:
        old = old.filter(clause__in=[row.clause for row in written])
    old.delete()
    Answer.objects.bulk_create(written)
    return audit


def _row(audit: Audit, norm: Norm, row: Mapping[str, Any]) -> Answer:
    criterion = norm.by_code.get(row["code"])
    cited = {"norm": norm.cites(criterion).uk, "clause": criterion.clause} if criterion else {}
    asked = (
        {"question": row["question"] or criterion.text.uk, "critical": criterion.critical}
        if criterion
        else {}
    )
    said = {name: value for name, value in row.items() if name != "made_on"}
    return Answer(audit=audit, **{**said, **cited, **asked})


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise CardRefused(_("A card is at most %d kB.") % (LARGEST // 1024))
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise CardRefused(_("This is no card: it cannot be read as JSON.")) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CardRefused(_("This is no card: its format is not “%s”.") % FORMAT)
    if data.get("version") != VERSION:
        raise CardRefused(
            _("This version of the card is not known here: %s.") % str(data.get("version"))[:20]
        )
    return data


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    if not isinstance(found, dict):
        raise CardRefused(_("The card has no part “%s”.") % name)
    return found


def _place(named: Mapping[str, Any]) -> Place:
    number = named.get("id")
    found = None
    if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 1 << 63:
        found = Place.objects.filter(pk=number).first()
    if found is None:
        raise CardRefused(_("There is no such object on this map: %s.") % str(number)[:40])
    return found


def _norm(code: Any) -> Norm:
    found = norms.norms().get(str(code))
    if found is None:
        raise CardRefused(_("This norm is not known here: %s.") % str(code)[:60])
    return found


def _day(text: Any) -> tuple[date | None, str]:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return None, _("The day of the assessment is none: %s.") % str(text)[:40]
    if day > timezone.localdate():
        return None, _("The day of the assessment is still to come: %s.") % day.isoformat()
    if day.year < 2000:
        return None, _("The day of the assessment lies too far back: %s.") % day.isoformat()
    return day, ""


def _text(raw: Any, most: int) -> str:
    """Words of a card as they can be kept."""
    return str(raw or "").replace("\x00", "")[:most]


def _parts(
    raw: Any, place: Place, norm: Norm, made_on: date | None
) -> Iterator[tuple[PlacePart, tuple[Mapping[str, Any], ...]]]:
    """The parts that a card tells of, with their answers. Raises CardRefused for what has no such form."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise CardRefused(_("The parts of the card are no list of parts."))
    known = {(part.kind, part.name): part for part in PlacePart.objects.filter(place=place)}
    seen = set()
    for one in raw:
        key = str(one.get("kind") or PartKind.ENTRANCE), _text(one.get("name"), 120)
        if key not in known:
            raise CardRefused(
                _("The object has no such part: %s. Write it down with the object first.") % key[1]
            )
        if key in seen:
            raise CardRefused(_("The card tells of this part twice: %s.") % key[1])
        seen.add(key)
        yield known[key], tuple(_rows(one.get("answers") or [], norm, made_on))


def _rows(raw: Any, norm: Norm, made_on: date | None) -> list[dict[str, Any]]:
    """The answers by the names of Answer's fields, and the day of each, that of the card where it has none of its own.
    Raises CardRefused for what has no such form."""
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise CardRefused(_("The answers of the card are no list of answers."))
    rows = []
    for number, row in enumerate(raw, 1):
        value, outcome = row.get("value"), row.get("outcome") or Outcome.UNKNOWN
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise CardRefused(_of_answer(number, _("What was measured is no number.")))
        if outcome not in Outcome.values:
            raise CardRefused(_of_answer(number, _("There is no such answer: %s.") % str(outcome)[:40]))
        texts = {
            name: _text(row.get(name), most)
            for name, most in (
                ("code", 40),
                ("norm", 120),
                ("clause", 40),
                ("question", 2000),
                ("finding", 2000),
            )
        }
        measured = _measured(number, value, row.get("unit"), norm.by_code.get(texts["code"]))
        told = {"outcome": outcome, "is_sure": row.get("is_sure") is not False}
        rows.append({**texts, **measured, **told, "made_on": _day_of_answer(number, row, made_on)})
    return rows


def _day_of_answer(number: int, row: Mapping[str, Any], made_on: date | None) -> date | None:
    """The day of an answer, at most that of the card. Raises CardRefused for one that is none."""
    if not row.get("made_on"):
        return made_on
    day, flaw = _day(row["made_on"])
    if flaw:
        raise CardRefused(_of_answer(number, flaw))
    return min(day, made_on) if day and made_on else day


def _measured(number: int, value: float | None, unit: Any, criterion: Criterion | None) -> dict[str, Any]:
    """What was measured, in the unit of its criterion. Raises CardRefused for a unit that is no other name of it."""
    if value is None or criterion is None or not criterion.unit:
        return {"value": value, "unit": ""}
    converted = rules.in_unit(value, str(unit or criterion.unit), criterion.unit)
    if converted is None:
        raise CardRefused(_of_answer(number, _("This is measured in %s.") % Unit(criterion.unit).label))
    return {"value": converted, "unit": criterion.unit}
