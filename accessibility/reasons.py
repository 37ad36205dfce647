"""Why a place is judged as it is, for everybody and for each person, in words: what its card tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accessibility import norms, rules, telling
from accessibility.actions import ANSWER_FIELDS, AUDIT_FIELDS, PERSONS, Sheet
from accessibility.criteria import OFFICIAL, Norm
from accessibility.layer import PlaceLayer
from accessibility.models import Answer, Audit, Place
from accessibility.vocabulary import Profile, Verdict
from layers.viewer import Viewer

#: so many questions are named of those that nobody has answered
_MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One clause that is not met: what it asks for, what was found, where it stands, and how sure that is."""

    text: str
    found: str
    bars: bool
    cited: str
    certainty: str
    doubt: str
    cost: str


@dataclass(frozen=True, slots=True)
class Why:
    """A verdict with its reasons. `person` is `"official"` or a profile; `verdict` a Verdict; `more` questions are not
    named; `change` is what would raise it."""

    person: str
    whom: str
    verdict: str
    label: str
    failing: list[Line]
    unknown: list[str]
    more: int
    remark: str
    change: str


@dataclass(frozen=True, slots=True)
class Told:
    """How a place is judged: the official verdict first; the norm, the classes, and what is not certain of them."""

    verdicts: list[Why]
    norm: str
    classes: str
    doubts: list[str]


def of_place(number: int, viewer: Viewer) -> Told | None:
    """What the latest audit of a place comes to, in two queries; None where nothing was answered, and for a viewer to
    whom the answers are closed."""
    audit = None if is_closed(viewer) else _audit(number)
    rows = list(Answer.objects.filter(audit=audit["pk"]).values(*ANSWER_FIELDS)) if audit else []
    if audit is None or not rows:
        return None
    sheet = Sheet.of(audit, rows)
    found = sheet.verdicts()
    classes = norms.assessment()
    return Told(
        [_why(sheet, person, found[field]) for field, person in PERSONS.items()],
        telling.said(sheet.norm.title),
        telling.said(classes.title),
        [telling.said(doubt) for doubt in (*sheet.norm.doubts, *classes.doubts)],
    )


def is_closed(viewer: Viewer) -> bool:
    """Whether a city keeps from this viewer what was answered."""
    (part,) = PlaceLayer.parts
    told = {"outcome", "value"}
    return any(field.path in told and field.audience > viewer.on(Place).audience for field in part.fields)


def _audit(number: int) -> dict[str, Any] | None:
    audits = Audit.objects.filter(pk__in=Place.objects.filter(pk=number).values("audit"))
    return audits.values(*AUDIT_FIELDS).first()


def _why(sheet: Sheet, person: str, verdict: str) -> Why:
    why = rules.reason(sheet.norm, sheet.judged, person, sheet.answers)
    asked = [telling.said(criterion.question) for criterion in why.ask]
    return Why(
        person=person,
        whom=str(_("officially, for everybody") if person == OFFICIAL else Profile(person).label),
        verdict=verdict,
        label=str(Verdict(verdict).label),
        failing=[_line(sheet.norm, one, person) for one in why.failing],
        unknown=asked[:_MOST],
        more=max(0, len(asked) - _MOST),
        remark=_remark(why, verdict),
        change=" ".join(_change(why)) if why.verdict == verdict else "",
    )


def _remark(why: rules.Reason, verdict: str) -> str:
    """What the clauses do not tell by themselves."""
    if why.verdict != verdict:
        return _("This verdict was given by its authority: it does not follow from the answers alone.")
    if why.failing or why.unknown:
        return ""
    if verdict == rules.ACCESSIBLE:
        return _("Everything that was asked is met.")
    return _("The norm asks nothing here of what this person depends on.")


def _line(norm: Norm, one: rules.Judged, person: str) -> Line:
    criterion = one.criterion
    return Line(
        text=telling.said(criterion.text),
        found=_found(one),
        bars=person in one.bars,
        cited=telling.cited(norm, criterion),
        certainty=telling.certainty(criterion.origin),
        doubt=telling.said(criterion.doubt) if criterion.doubt else "",
        cost=str(telling.COSTS[criterion.cost]),
    )


def _found(one: rules.Judged) -> str:
    if one.given.value is None:
        return ""
    unit = one.criterion.unit
    return _("measured: %(value)s; allowed: %(limit)s") % {
        "value": telling.measure(one.given.value, unit),
        "limit": telling.limit(one.limits, unit),
    }


def _change(why: rules.Reason) -> Iterator[str]:
    """What would raise the verdict, in sentences."""
    if why.mend:
        clauses = "; ".join(one.criterion.clause for one in why.mend)
        yield ngettext("To mend: %(clauses)s.", "All of these to mend: %(clauses)s.", len(why.mend)) % {
            "clauses": clauses
        }
    if why.unknown:
        yield _("To find out: what is not known, above.")
    if why.mend or why.unknown:
        yield _("Then, if all of it is right: %(verdict)s.") % {"verdict": Verdict(why.reaches).label}
