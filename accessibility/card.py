"""The card of an object by КМУ № 537: what was asked and answered, and the class that follows; data and document.

A card can be brought in again: then its verdict is reckoned anew from its answers, by the rules of the office. The text
of annex 1 is not at hand: what is asked is the norm's own list, and the card says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accessibility import norms, reasons, rules, telling, whole
from accessibility.actions import conclude
from accessibility.answers import flaws
from accessibility.criteria import Criterion, Norm
from accessibility.layer import is_closed
from accessibility.models import Answer, Audit, Place
from accessibility.vocabulary import Outcome, Unit, Verdict
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
        "parts": [_part(one) for one in parts],
    }


def _answers(place: Place, one: Whole | None) -> Iterable[Answer]:
    """The answers that count."""
    if place.audit is None:
        return ()
    if one is None:
        return place.audit.answers.order_by("pk")
    return Answer.objects.filter(pk__in=one.own.numbers).order_by("pk")


def _assessment(place: Place, audit: Audit) -> dict[str, Any]:
    return {
        "made_on": audit.made_on.isoformat(),
        "authority_name": audit.authority_name,
        "authority_code": audit.authority_code,
        "verdict": place.verdict,
        "override_reason": audit.override_reason,
    }


def _part(one: Section) -> dict[str, Any]:
    """A part of the object, and what it comes to officially and for each person; a card that is brought in tells of the
    whole alone."""
    assert one.part is not None
    return {
        "kind": one.part.kind,
        "name": one.part.name,
        "floor": one.part.floor,
        "is_main": one.part.is_main,
        "verdicts": {person: one.finding(person) for person in rules.EVERYBODY},
    }


def _answer(row: Answer) -> dict[str, Any]:
    return {
        "code": row.code,
        "norm": row.norm,
        "clause": row.clause,
        "question": row.question,
        "outcome": row.outcome,
        "value": row.value,
        "unit": row.unit,
        "is_sure": row.is_sure,
        "finding": row.finding,
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


def read(content: bytes) -> Card:
    """Raises CardRefused with all that is wrong."""
    data = _document(content)
    place = _place(_table(data, "object"))
    norm = _norm(data.get("norm"))
    assessment = _table(data, "assessment")
    rows = _rows(data.get("answers"), norm)
    wrong = [
        _("Answer %(number)d: %(sentence)s") % {"number": flaw.index + 1, "sentence": flaw.sentence}
        for flaw in flaws(norm, place.kind, rows)
    ]
    wrong += [
        _("Answer %(number)d: %(sentence)s")
        % {"number": number, "sentence": _("A norm and a clause, or the code of a criterion, are missing.")}
        for number, row in enumerate(rows, 1)
        if not row["code"] and not (row["norm"] and row["clause"])
    ]
    made_on, flaw = _day(assessment.get("made_on"))
    wrong += [flaw] if flaw else []
    code = str(assessment.get("authority_code") or "")
    if code and not is_edrpou(code):
        wrong.append(_("The EDRPOU code of the authority is none: %s.") % code[:20])
    reason = str(assessment.get("override_reason") or "")[:500]
    verdict = str(assessment.get("verdict") or Verdict.UNKNOWN)
    if reason and verdict not in Verdict.values:
        wrong.append(_("There is no such class: %s.") % verdict[:40])
    if wrong or made_on is None:
        raise CardRefused(*wrong)
    name = str(assessment.get("authority_name") or "")[:300]
    return Card(place, norm, made_on, name, code, verdict, reason, tuple(rows))


@transaction.atomic
def take(card: Card) -> Audit:
    """Write a card down as an audit; the same card a second time changes nothing but what it says anew. Audits that
    came from the field stay as they are."""
    audit, _is_new = Audit.objects.update_or_create(
        place=card.place,
        part=None,
        observation=None,
        made_on=card.made_on,
        authority_code=card.authority_code,
        defaults={
            "authority_name": card.authority_name,
            "norm": card.norm.code,
            "override_reason": card.override_reason,
            **({"verdict": card.verdict} if card.override_reason else {}),
        },
    )
    audit.answers.all().delete()
    Answer.objects.bulk_create(_row(audit, card.norm, row) for row in card.answers)
    conclude(audit)
    return audit


def _row(audit: Audit, norm: Norm, row: Mapping[str, Any]) -> Answer:
    criterion = norm.by_code.get(row["code"])
    cited = {"norm": norm.cites(criterion).uk, "clause": criterion.clause} if criterion else {}
    asked = (
        {"question": row["question"] or criterion.text.uk, "critical": criterion.critical}
        if criterion
        else {}
    )
    return Answer(audit=audit, **{**row, **cited, **asked})


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


def _rows(raw: Any, norm: Norm) -> list[dict[str, Any]]:
    """The answers by the names of Answer's fields. Raises CardRefused for what has no such form."""
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise CardRefused(_("The answers of the card are no list of answers."))
    rows = []
    for number, row in enumerate(raw, 1):
        value, outcome = row.get("value"), row.get("outcome") or Outcome.UNKNOWN
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise CardRefused(
                _("Answer %(number)d: %(sentence)s")
                % {"number": number, "sentence": _("What was measured is no number.")}
            )
        if outcome not in Outcome.values:
            raise CardRefused(
                _("Answer %(number)d: %(sentence)s")
                % {"number": number, "sentence": _("There is no such answer: %s.") % str(outcome)[:40]}
            )
        texts = {
            name: str(row.get(name) or "")[:most]
            for name, most in (
                ("code", 40),
                ("norm", 120),
                ("clause", 40),
                ("question", 2000),
                ("finding", 2000),
            )
        }
        measured = _measured(number, value, row.get("unit"), norm.by_code.get(texts["code"]))
        rows.append({**texts, **measured, "outcome": outcome, "is_sure": row.get("is_sure") is not False})
    return rows


def _measured(number: int, value: float | None, unit: Any, criterion: Criterion | None) -> dict[str, Any]:
    """What was measured, in the unit of its criterion. Raises CardRefused for a unit that is no other name of it."""
    if value is None or criterion is None or not criterion.unit:
        return {"value": value, "unit": ""}
    converted = rules.in_unit(value, str(unit or criterion.unit), criterion.unit)
    if converted is None:
        raise CardRefused(
            _("Answer %(number)d: %(sentence)s")
            % {"number": number, "sentence": _("This is measured in %s.") % Unit(criterion.unit).label}
        )
    return {"value": converted, "unit": criterion.unit}
