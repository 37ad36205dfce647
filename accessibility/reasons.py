"""Why a place is judged as it is, for everybody and for each person, in words: what its card tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accessibility import norms, rules, telling, telling_parts, whole
from accessibility.at_the_door import Met
from accessibility.criteria import ENTRANCE, OFFICIAL, Criterion
from accessibility.layer import is_closed
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.sheets import ANSWER_FIELDS, AUDIT_FIELDS, PERSONS, Sheet
from accessibility.vocabulary import BarrierKind, BarrierStatus, Profile, Severity, Verdict
from accessibility.whole import Section, Whole
from layers.styles import Tone
from layers.viewer import Viewer

#: so many questions are named of those that nobody has answered
_MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One clause that is not met: what it asks for, what was found, where it stands, and how sure that is. `where` is
    the part of the place, empty for the place itself; `endured` how far the person gets even so, by whose estimate.
    """

    where: str
    text: str
    found: str
    endured: str
    bars: bool
    #: where several audits are read together: when it was found
    found_on: str
    cited: str
    certainty: str
    doubt: str
    cost: str


@dataclass(frozen=True, slots=True)
class Door:
    """An entrance, a floor or a room, and what it comes to for a person; `because` says what fails of an entrance that
    is passed by: of the parts that are used it stands among all that fails."""

    name: str
    label: str
    tone: Tone
    because: str
    #: longitude and latitude
    at: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Barring:
    """A barrier at the door: what it is and how hard; how sure that is, its day and source; its address."""

    said: str
    known: str
    path: str


@dataclass(frozen=True, slots=True)
class Why:
    """A verdict with its reasons. `person` is `"official"` or a profile; `verdict` a Verdict; `more` questions are not
    named; `change` is what would raise it. Of a place with parts: which entrance to take, the entrances from the best
    one on, how many floors and rooms are known to be good, and each of them."""

    person: str
    whom: str
    verdict: str
    label: str
    failing: list[Line]
    unknown: list[str]
    more: int
    remark: str
    change: str
    #: at the door, before all that was measured
    met: list["Barring"]
    enter: list[str]
    entrances: list[Door]
    behind: list[str]
    others: list[Door]


@dataclass(frozen=True, slots=True)
class Told:
    """How a place is judged: the official verdict first; what auditors disagree on; the norm, the classes, and what is
    not certain of them."""

    verdicts: list[Why]
    disputes: list[str]
    norm: str
    classes: str
    doubts: list[str]


def of_place(number: int, viewer: Viewer) -> Told | None:
    """What the audits of a place and of its parts come to, in two queries where it has one and no parts; None where
    nothing was answered, and for a viewer to whom the answers are closed."""
    found = None if is_closed(viewer) else _found(number)
    if found is None:
        return None
    place, verdicts = found
    classes = norms.assessment()
    return Told(
        [_why(place, person, verdicts[field]) for field, person in PERSONS.items()],
        list(_disputes(place)),
        telling.said(place.own.norm.title),
        telling.said(classes.title),
        [telling.said(doubt) for doubt in (*place.own.norm.doubts, *classes.doubts)],
    )


def _found(number: int) -> tuple[Whole, dict[str, str]] | None:
    """A place with its verdicts; None where nobody answered anything."""
    audits = Audit.objects.filter(pk__in=Place.objects.filter(pk=number).values("audit"))
    parts = PlacePart.objects.filter(place=OuterRef("place"))
    others = Audit.objects.filter(place=OuterRef("place"), part=None).exclude(pk=OuterRef("pk"))
    words = whole.open_words().filter(audit=OuterRef("pk"))
    is_whole = Q(Exists(parts)) | Q(Exists(others)) | Q(Exists(words)) | Q(place__barrier_at_door=True)
    audit = audits.annotate(is_whole=is_whole).values(*AUDIT_FIELDS, "is_whole").first()
    if audit is None or audit["is_whole"]:
        one = whole.of_places([number]).get(number)
        return (one, one.verdicts) if one and (one.is_answered or one.met) else None
    rows = list(Answer.objects.filter(audit=audit["pk"]).values(*ANSWER_FIELDS))
    sheet = Sheet.of(audit, rows)
    return (Whole.without_parts(sheet), sheet.verdicts()) if rows else None


def _disputes(place: Whole) -> Iterator[str]:
    for one in place.disputes:
        criterion = place.own.norm.by_code.get(one.code)
        if criterion:
            yield f"{telling.said(criterion.question)} {telling.disputed(criterion, one)}"


def _why(place: Whole, person: str, verdict: str) -> Why:
    why = rules.why(place.counted(person), person)
    asked = list(dict.fromkeys(_asked(place, person)))
    entrances = place.best_first(person) if place.is_entered_by_choice(person) else []
    behind = [one for one in place.sections if one.kind != ENTRANCE]
    used = place.used(person)
    return Why(
        person=person,
        whom=str(_("officially, for everybody") if person == OFFICIAL else Profile(person).label),
        verdict=verdict,
        label=str(Verdict(verdict).label),
        failing=list(_failing(place, person)),
        unknown=asked[:_MOST],
        more=max(0, len(asked) - _MOST),
        remark=_remark(why, verdict, is_barred=bool(place.in_the_way(person))),
        change=" ".join(_change(why)) if why.verdict == verdict else "",
        met=[_barring(one, person) for one in place.in_the_way(person)],
        enter=list(telling_parts.enter(entrances, person)),
        entrances=[_door(one, person, is_used=one in used) for one in entrances],
        behind=list(telling_parts.behind(behind, person)),
        others=[_door(one, person, is_used=True) for one in behind],
    )


def _groups(place: Whole, person: str) -> Iterator[tuple[str, Sheet, Sequence[rules.Judged]]]:
    """What a verdict is made of: where, by which sheet, and what was judged there."""
    yield "", place.own, place.rest
    for one in place.used(person):
        yield telling_parts.name(one), one.sheet, one.judged


def _failing(place: Whole, person: str) -> Iterator[Line]:
    for where, sheet, judged in _groups(place, person):
        for one in judged:
            if person in one.persons and one.outcome == rules.FAIL:
                yield _line(where, sheet, one, person)


def _asked(place: Whole, person: str) -> Iterator[str]:
    for where, sheet, judged in _groups(place, person):
        unknown = [one for one in judged if person in one.persons and one.outcome == rules.UNKNOWN]
        for criterion in rules.questions(sheet.norm, unknown, sheet.answers):
            said = _question(criterion, sheet.answers)
            yield f"{where}: {said}" if where else said


def _question(criterion: Criterion, answers: rules.Answers) -> str:
    """What is to be found out; where it was measured and sources differ, the measure and both readings."""
    question, given = telling.said(criterion.question), answers.get(criterion.code)
    if given is None or given.value is None or criterion.doubt is None:
        return question
    return f"{question} {telling.measure(given.value, criterion.unit)}: {telling.said(criterion.doubt)}"


def _door(one: Section, person: str, *, is_used: bool) -> Door:
    finding = one.finding(person)
    concerned = [judged for judged in one.judged if person in judged.persons]
    failing = [] if is_used else [judged for judged in concerned if judged.outcome == rules.FAIL]
    return Door(
        telling_parts.described(one),
        telling_parts.label(finding),
        telling_parts.tone(finding),
        _("Not met: %s.") % "; ".join(_short(one.sheet, judged) for judged in failing) if failing else "",
        (one.at.x, one.at.y) if one.at else None,
    )


def _short(sheet: Sheet, one: rules.Judged) -> str:
    text, code = telling.said(one.criterion.text), one.criterion.code
    tagged = [telling.tagged_on(sheet.by_tags[code])] if code in sheet.by_tags else []
    found = "; ".join(filter(None, [_found_out(one), *tagged]))
    return f"{text} ({found})" if found else text


def _barring(met: Met, person: str) -> Barring:
    status, severity = BarrierStatus(met.status).label, Severity(met.severities[person]).label
    known = [str(status), date_format(met.seen_on), *([met.source] if met.source else [])]
    if not met.is_sure:
        known.insert(0, _("whether it is there is not sure"))
    return Barring(f"{BarrierKind(met.kind).label}: {severity}", ", ".join(known), f"/barriers/{met.number}/")


def _remark(why: rules.Reason, verdict: str, *, is_barred: bool) -> str:
    """What the clauses do not tell by themselves."""
    if why.verdict != verdict and is_barred:
        return _("Without what is at the door it would be: %s.") % Verdict(why.verdict).label
    if why.verdict != verdict:
        return _("This verdict was given by its authority: it does not follow from the answers alone.")
    if why.failing or why.unknown:
        return ""
    if verdict == rules.ACCESSIBLE:
        return _("Everything that was asked is met.")
    return _("The norm asks nothing here of what this person depends on.")


def _line(where: str, sheet: Sheet, one: rules.Judged, person: str) -> Line:
    criterion, day = one.criterion, sheet.days.get(one.criterion.code)
    return Line(
        where=where,
        text=telling.said(criterion.text),
        found=_found_out(one),
        endured=_endured(one, person),
        bars=person in one.bars,
        found_on=_when(sheet, criterion, day),
        cited=telling.cited(sheet.norm, criterion),
        certainty=telling.certainty(criterion.origin),
        doubt=telling.said(criterion.doubt) if criterion.doubt else "",
        cost=str(telling.COSTS[criterion.cost]),
    )


def _when(sheet: Sheet, criterion: Criterion, day: date | None) -> str:
    """The day of an answer, and what another auditor answered."""
    if criterion.code in sheet.by_tags:
        said = [telling.tagged_on(sheet.by_tags[criterion.code])]
    else:
        said = [telling.found_on(day)] if day else []
    said += [telling.disputed(criterion, one) for one in sheet.disputes if one.code == criterion.code]
    # In Ukrainian a day ends with a full stop of its own.
    return " ".join(f"{one.removesuffix('.')}." for one in said)


def _found_out(one: rules.Judged) -> str:
    if one.given.value is None:
        return ""
    unit = one.criterion.unit
    words = {"value": telling.measure(one.given.value, unit)}
    # More limits than the requirement has by itself are those of its variants: what fails is beyond each of them.
    if len(set(one.limits)) > len(one.criterion.limits):
        words["limit"] = telling.limit([rules.mildest(one.limits)], unit)
        return _("measured: %(value)s; allowed at best: %(limit)s") % words
    words["limit"] = telling.limit(one.limits, unit)
    return _("measured: %(value)s; allowed: %(limit)s") % words


def _endured(one: rules.Judged, person: str) -> str:
    """How far a person gets, where what was measured is judged by it."""
    own = one.criterion.endured_by(person)
    if own is None or one.given.value is None:
        return ""
    return _("Passable for this person: %(limit)s (%(certainty)s).") % {
        "limit": telling.limit([own.limit], one.criterion.unit),
        "certainty": telling.certainty(own.origin),
    }


def _change(why: rules.Reason) -> Iterator[str]:
    """What would raise the verdict, in sentences."""
    if why.mend:
        clauses = "; ".join(telling.said(one.criterion.clause_in_words) for one in why.mend)
        yield ngettext("To mend: %(clauses)s.", "All of these to mend: %(clauses)s.", len(why.mend)) % {
            "clauses": clauses
        }
    if why.unknown:
        yield _("To find out: what is not known, above.")
    if why.mend or why.unknown:
        yield _("Then, if all of it is right: %(verdict)s.") % {"verdict": Verdict(why.reaches).label}
