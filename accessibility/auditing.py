"""An audit as it comes from the field: written whole under the norm that asked, or refused with a sentence for each
answer that is not believed."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accessibility import norms
from accessibility.actions import conclude
from accessibility.answers import flaws, seldom
from accessibility.criteria import Norm
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.sheets import rows_of, said
from accessibility.vocabulary import PartKind
from layers.surveys.survey import Answers, Statement

#: the answer that names the norm whose questions were asked, by its code
NORM = "norm"
#: the part that was looked at: the number of one that is known, or the name of an entrance that may be new; without
#: either, the place as a whole
PART, ENTRANCE_NAME = "part", "entrance"
#: the codes of what was measured and is seldom so small, and is so all the same, says whoever measured it
CONFIRMED = "confirmed"
#: the codes of what was changed since the last audit, says whoever sees it now
CHANGED = "changed"
#: what an audit says of itself, beside the answers to criteria
ABOUT = frozenset({NORM, PART, ENTRANCE_NAME, CONFIRMED, CHANGED})


def take(place: Place, statement: Statement) -> Audit:
    """Keep what an auditor said of a place; what was not answered stays unknown. Raises ValidationError by question."""
    norm = norms.norms().get(str(statement.answers.get(NORM)))
    if norm is None:
        raise ValidationError({NORM: _("No norm of this name is known here. Update the app.")})
    part = _part(place, statement.answers)
    rows = believed(norm, place.kind, statement.answers, part.kind if part else "")
    if not rows:
        raise ValidationError(_("Nothing was answered: answer one question at least."))
    if part and part._state.adding:
        part.save()
    audit = Audit.objects.create(
        place=place,
        part=part,
        uid=str(statement.number),
        made_on=statement.on,
        norm=norm.code,
        observation=statement.number,
        made_by=statement.by,
        is_unchanged=statement.is_unchanged,
    )
    changed = str(statement.answers.get(CHANGED, "")).split()
    Answer.objects.bulk_create(Answer(audit=audit, is_change=row["code"] in changed, **row) for row in rows)
    conclude(audit)
    return audit


def _part(place: Place, answers: Answers) -> PlacePart | None:
    """The part that somebody looked at; an entrance that nobody has named yet is not saved yet.

    Raises ValidationError."""
    if PART in answers:
        found = place.parts.filter(pk=answers[PART]).first()
        if found is None:
            raise ValidationError({PART: _("This part is not there (any more). Take the area along again.")})
        return found
    name = str(answers.get(ENTRANCE_NAME, "")).strip()
    return entrance(place, name) if name else None


def entrance(place: Place, name: str) -> PlacePart:
    """The entrance of this name; one that is not saved yet where there is none."""
    found = PlacePart.objects.filter(place=place, kind=PartKind.ENTRANCE, name=name).first()
    return found or PlacePart(place=place, kind=PartKind.ENTRANCE, name=name)


def believed(norm: Norm, kind: str, answers: Answers, part: str = "") -> list[dict[str, Any]]:
    """The rows of answers to the criteria of a norm, of a place of a kind or of such a part of it.

    Raises ValidationError by question."""
    rows = list(rows_of(norm, answers))
    refused = defaultdict(list)
    confirmed = str(answers.get(CONFIRMED, "")).split()
    for flaw in (*flaws(norm, kind, rows, part), *seldom(norm, rows, confirmed)):
        refused[rows[flaw.index]["code"]].append(flaw.sentence)
    if refused:
        raise ValidationError(refused)
    return rows


def answered(audit: Audit) -> Answers:
    """What `take` was told, from the rows of any audit: what the next one may carry over."""
    return said(map(vars, audit.answers.all()))
