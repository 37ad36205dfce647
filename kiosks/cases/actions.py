"""What is done with cases. Each step locks its case, so that of two at once the second is told what the first did."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kiosks import rules as structures
from kiosks.cases import rules
from kiosks.cases.findings import violation
from kiosks.cases.models import STRUCTURES, Case, Document, Series, Step, Term
from kiosks.cases.rules import Demand
from kiosks.cases.vocabulary import CLAUSES, STEPS, VIOLATIONS, DocumentKind, Ground, State
from kiosks.rules import Certainty
from layers.models import DayOff
from layers.surveys import bringing
from layers.surveys.models import Fate, Observation, Photo


class Refused(ValidationError):
    """A step that is not taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, and from where; and what they say about it."""

    by: Any
    address: str | None = None
    device: str = ""
    note: str = ""
    grounds: str = ""
    clause: str = ""
    observation: UUID | None = None


def term_of(state: str) -> rules.Term | None:
    """How long a state may last: the office's own term, or that of the rules."""
    own = Term.objects.filter(state=state).first()
    if own is not None:
        return rules.Term(own.days, own.working, own.clause, Certainty(own.certainty))
    return rules.TERMS.get(state)


def steps_for(case: Case, user: Any) -> list[rules.Transition]:
    """The steps that somebody may take in the present state."""
    return [step for step in rules.steps_from(case.state) if user.has_perm(f"cases.{step.right}_case")]


def open_case(structure: Any, deed: Deed, state: str = rules.FOUND, *, is_public: bool = True) -> Case | None:
    """A new case about a structure, as found or as inspected already; None when one is open. Atomic."""
    layer = next(slug for slug, model in STRUCTURES.items() if isinstance(structure, model))
    with transaction.atomic():
        # Others who are about to open a case wait here.
        type(structure)._default_manager.select_for_update().get(pk=structure.pk)
        if Case.objects.filter(layer=layer, feature_id=structure.pk).exclude(state__in=rules.CLOSED).exists():
            return None
        case = Case(
            layer=layer,
            feature_id=structure.pk,
            title=str(structure),
            street=structure.street,
            house=structure.house,
            inspector=deed.by,
        )
        _enter(case, "open", "", state, deed, is_public=is_public)
    return case


@transaction.atomic
def take(number: int, name: str, deed: Deed, *, seen: int | None = None) -> Case:
    """Take a step. `seen` is the version that the decision was made by. Raises Refused."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=number)
    if seen is not None and seen != case.version:
        raise Refused(_meanwhile(case))
    transition = rules.BY_NAME.get(name)
    if transition is None or case.state not in transition.sources:
        said = _("From “%(state)s” there is no step “%(step)s”.")
        raise Refused(said % {"state": case.get_state_display(), "step": STEPS.get(name, name)})
    if deed.by is None or not deed.by.has_perm(f"cases.{transition.right}_case"):
        raise Refused(_("Your role may not take this step."))
    lacking = [
        said
        for demand in Demand
        if demand in transition.demands and (said := _lacks(case, name, demand, deed))
    ]
    if lacking:
        raise Refused(lacking)
    if deed.grounds:
        # What an inspection found may be established otherwise later.
        case.grounds, case.clause = deed.grounds, deed.clause.strip() or CLAUSES[Ground(deed.grounds)]
    if name == "reopen" and _other_open(case):
        raise Refused(_("There is another open case about this structure."))
    _enter(case, name, case.state, transition.target, deed, is_public=transition.is_public)
    return case


def _other_open(case: Case) -> bool:
    same = Case.objects.filter(layer=case.layer, feature_id=case.feature_id)
    return same.exclude(pk=case.pk).exclude(state__in=rules.CLOSED).exists()


def _enter(case: Case, name: str, before: str, state: str, deed: Deed, *, is_public: bool = True) -> None:
    """Write a state, its term and the step that led there."""
    term = term_of(state)
    days_off = DayOff.objects.values_list("day", flat=True)
    case.due_on = rules.last_day(timezone.localdate(), term, days_off) if term else None
    case.state, case.version, case.reminded_on = State(state), case.version + 1, None
    case.save()
    Step.objects.create(
        case=case,
        name=name,
        before=before,
        after=state,
        by=deed.by,
        by_name=deed.by.get_username() if deed.by else "",
        address=deed.address,
        device=deed.device[:200],
        note=deed.note.strip(),
        grounds=deed.grounds,
        clause=deed.clause.strip(),
        due_on=case.due_on,
        term_clause=term.clause if term else "",
        term_certainty=term.certainty if term else "",
        observation_id=deed.observation,
        is_public=is_public,
    )


def _lacks(case: Case, name: str, demand: Demand, deed: Deed) -> str:
    """What is missing, as a sentence; empty when it is there."""
    match demand:
        case Demand.NOTE:
            return "" if deed.note.strip() else _("Say in words what was done: this step needs a note.")
        case Demand.GROUNDS:
            return _lacks_grounds(deed)
        case Demand.PHOTO:
            return _lacks_photo(case, rules.SHOWS[name])
        case Demand.REPORT:
            return (
                "" if is_issued(case, DocumentKind.REPORT) else _("The inspection report is not issued yet.")
            )
        case Demand.ORDER:
            return "" if is_issued(case, DocumentKind.ORDER) else _("The order is not issued yet.")
    if case.due_on is None or case.due_on < timezone.localdate():
        return ""
    return _("The term is not over: its last day is %s.") % date_format(case.due_on, "DATE_FORMAT")


def _lacks_grounds(deed: Deed) -> str:
    if deed.grounds not in VIOLATIONS or not deed.clause.strip():
        return _("Name the grounds and the clause.")
    if deed.grounds == Ground.OTHER and not deed.note.strip():
        return _("Say in the note what the violation is and what has to be done: the order repeats it.")
    return ""


def _lacks_photo(case: Case, since: frozenset[str]) -> str:
    """Whether a photo shows what a step is about: one that was taken since the step before that it answers."""
    before = case.steps.filter(name__in=since).order_by("-at").first()
    if before is None or not photos_of(case):
        return "" if photos_of(case) else _("There is no photo since the case was opened.")
    if any(_is_since(photo, seen, before) for photo, seen in _evidence(case)):
        return ""
    said = _("There is no photo since the step “%(step)s” (%(when)s).")
    when = date_format(timezone.localtime(before.at), "SHORT_DATETIME_FORMAT")
    return said % {"step": before.get_name_display(), "when": when}


def _is_since(photo: Photo, seen: Observation, step: Step) -> bool:
    """The camera's own clock counts by days: it may be in another zone."""
    if seen.pk == step.observation_id:
        return True
    taken = photo.taken_at or seen.seen_at
    return seen.seen_at >= step.at and timezone.localdate(taken) >= timezone.localdate(step.at)


def is_issued(case: Case, kind: DocumentKind) -> bool:
    """Whether such a document is there since the case was opened, or opened again."""
    since = (
        case.steps.filter(name__in=("open", "reopen")).order_by("-at").values_list("at", flat=True).first()
    )
    valid = case.documents.filter(kind=kind, annulled_at=None)
    return valid.filter(issued_at__gte=since or case.opened_at).exists()


def show(case: Case, files: Iterable[File[bytes]], user: Any, words: bringing.Words) -> None:
    """Bring in photos of what an open case is about. Raises ValidationError."""
    if case.is_closed:
        raise Refused(_("The case is closed: nothing is added to it any more."))
    bringing.bring(case.layer, case.feature_id, files, user, words)


def photos_of(case: Case) -> list[Photo]:
    """The photos for a case: those of its own observations, and of later ones about its structure."""
    return [photo for photo, _seen in _evidence(case)]


def _evidence(case: Case) -> list[tuple[Photo, Observation]]:
    """Photos with what they belong to: accepted, and sent by whoever made the observation."""
    told = list(case.steps.exclude(observation_id=None).values_list("observation_id", flat=True))
    later = Q(layer=case.layer, feature_id=case.feature_id, received_at__gte=case.opened_at)
    seen = Observation.objects.filter(later | Q(pk__in=told), fate=Fate.ACCEPTED).in_bulk()
    photos = Photo.objects.filter(state=Photo.State.STORED, observation_id__in=list(seen))
    return [
        (photo, seen[photo.observation_id])
        for photo in photos.order_by("received_at")
        if photo.by_id == seen[photo.observation_id].by_id
    ]


def _meanwhile(case: Case) -> str:
    last = case.steps.last()
    said = _(
        "Meanwhile %(who)s took the step “%(step)s” (%(when)s). Nothing of yours was done: look, then decide anew."
    )
    return said % {
        "who": last.by_name or _("somebody") if last else _("somebody"),
        "step": last.get_name_display() if last else "",
        "when": date_format(timezone.localtime(last.at), "SHORT_DATETIME_FORMAT") if last else "",
    }


#: draws a document that has its number: `draw(document) -> PDF`
Draw = Callable[[Document], bytes]
#: kind → (the states in which it is issued, the right that it takes)
ISSUED_IN = {
    DocumentKind.REPORT: (frozenset({rules.INSPECTED, rules.VIOLATION}), rules.Right.INSPECT),
    DocumentKind.ORDER: (frozenset({rules.VIOLATION}), rules.Right.DECIDE),
}


def unchecked_clause() -> str:
    """The clause of an order's term that nobody has read in a source, where the office prints no such order."""
    term = term_of(rules.RUNNING)
    if not settings.CHECKED_CLAUSES_ONLY or term is None or term.certainty == Certainty.FOUND:
        return ""
    return term.clause


@transaction.atomic
def issue(number: int, kind: DocumentKind, user: Any, draw: Draw) -> Document:
    """Issue a document: it takes the next number of its year only if it is drawn and kept. Raises Refused."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=number)
    states, right = ISSUED_IN[kind]
    if case.state not in states:
        said = _("In the state “%(state)s” no such document is issued: %(document)s.")
        raise Refused(said % {"state": case.get_state_display(), "document": kind.label})
    if not user.has_perm(f"cases.{right}_case"):
        raise Refused(_("Your role may not issue this document."))
    if kind == DocumentKind.ORDER and (unchecked := unchecked_clause()):
        raise Refused(_("Orders name checked clauses only, and this one is not: %s.") % unchecked)
    if is_issued(case, kind):
        raise Refused(_("It is issued already, and an issued document is never made anew."))
    if contradiction := _contradicts(case, kind):
        raise Refused(contradiction)
    return draw_up(case, kind, user, draw, timezone.now())


def _contradicts(case: Case, kind: DocumentKind) -> str:
    """Why a document would say nothing, or what the register knows to be otherwise."""
    structure = case.structure()
    if not case.grounds and not (structure and violation(structure)):
        return _(
            "Record first what the inspection found: the report names it, also where that is no violation."
        )
    lawful = structure is not None and structure.permit_state in {structures.VALID, structures.EXPIRING}
    if kind == DocumentKind.ORDER and lawful and case.grounds in {Ground.NO_PERMIT, Ground.EXPIRED}:
        said = _("By the register the permit is “%s”: correct the register, or establish other grounds.")
        return said % structure.get_permit_state_display()
    return ""


@transaction.atomic
def draw_up(case: Case, kind: DocumentKind, user: Any, draw: Draw, at: datetime) -> Document:
    """A document with the next number of its year, sealed: for who has made sure that it may be issued."""
    year = timezone.localtime(at).year
    Series.objects.get_or_create(kind=kind, year=year)
    series = Series.objects.select_for_update().get(kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    document = Document(kind=kind, year=year, serial=series.last, case=case, issued_at=at, issued_by=user)
    content = draw(document)
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.file.save(f"documents/{uuid4().hex}.pdf", ContentFile(content), save=False)
    document.save()
    return document


@transaction.atomic
def annul(number: int, why: str, user: Any) -> Document:
    """Take a document out of force, with a reason; another one may be issued in its place. Raises Refused."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=number)
    kind = DocumentKind(document.kind)
    states, right = ISSUED_IN[kind]
    if not user.has_perm(f"cases.{right}_case"):
        raise Refused(_("Your role may not annul this document."))
    if document.annulled_at is not None:
        raise Refused(_("It is annulled already."))
    if document.case.state not in states:
        raise Refused(_("The case has gone on by this document: it cannot be annulled any more."))
    if not why.strip():
        raise Refused(_("Say why it is annulled."))
    document.annulled_at, document.annulled_by, document.annulled_why = timezone.now(), user, why.strip()
    document.save(update_fields=["annulled_at", "annulled_by", "annulled_why"])
    return document


def unsealed(document: Document) -> bytes:
    """The file as it was issued. Raises Refused when it is not what was sealed any more."""
    try:
        with document.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Refused(_("The file of this document is not the one that was issued. Tell the administrator."))
    return content
