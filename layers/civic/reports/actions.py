"""The deeds about a report: it is begun, put in its place and sent; in the office it is taken up and answered.

What bounds the flood is how many reports one visitor may send in a day, and how many letters one address may be sent:
of the person nothing is asked, and nobody is kept from reporting by what others have reported.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from layers.civic.reports import letters, visitors
from layers.civic.reports.models import Draft, Follower, Report, ReportPhoto, Visit
from layers.civic.reports.vocabulary import SETTLED, Category, State
from layers.feature import LocationSource
from layers.history import acting
from layers.problems import NotHere
from layers.publication import Publication
from layers.reference import community
from layers.surveys import photos

MOST_PHOTOS = 4
#: letters that ask one address within a day whether it wants letters
MOST_ASKED = 3
#: how long a report that nobody goes on with is kept, and an address that nobody has confirmed
DRAFT_KEPT, UNCONFIRMED_KEPT = timedelta(days=1), timedelta(days=3)
#: how long after the answer an address is tried before it is given up
ANSWER_TRIED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says of what they saw, and where they would like to be told of the answer."""

    category: Category
    said: str
    nearby: str
    email: str = ""
    #: of a barrier: its kind, how hard it is, and until when it is there
    kind: str = ""
    severity: str = ""
    lasts_until: date | None = None


def begin(sent: Iterable[IO[bytes]], visitor: str = "") -> Draft:
    """A report with its photos; its place is where the first of them was taken, if its camera says so.

    Raises ValidationError for what is no photo, and for more than one visitor may begin.
    """
    _refuse_flood(visitor, Visit.Kind.BEGUN)
    draft = Draft()
    filled = []
    try:
        for file in sent:
            photo = ReportPhoto(draft=draft)
            filled.append(photo)
            photo.taken_from = photos.fill(photo, file).taken_from
    except photos.NotAPhoto as flaw:
        erase_files(filled)
        raise ValidationError(str(flaw)) from None
    with transaction.atomic():
        draft.save()
        ReportPhoto.objects.bulk_create(filled)
        if visitor:
            visitors.count(visitor, Visit.Kind.BEGUN)
    return draft


def put(draft: Draft, place: Point, source: LocationSource, accuracy: float | None = None) -> None:
    """Say where it is. Raises ValidationError for a place outside of the community."""
    if not community.contains(place):
        raise ValidationError(_("This place is not in the community, and its map can do nothing about it."))
    draft.geom, draft.location_source, draft.location_accuracy = place, source, accuracy
    # Not by saving it: that would bring back a draft that was sent meanwhile. Another place is of another object.
    Draft.objects.filter(pk=draft.pk).update(
        geom=place, location_source=source, location_accuracy=accuracy, about="", about_title=""
    )


def tell_about(draft: Draft, path: str, title: str) -> None:
    """Say which object it is about, as everybody may see it. Its photos and its place stay as they are."""
    Draft.objects.filter(pk=draft.pk).update(about=path, about_title=title[:300])


def refuse_placeless(draft: Draft) -> Point:
    """The place of a draft. Raises ValidationError where there is none yet."""
    if draft.geom is None:
        raise ValidationError(_("Say first where it is: press on the map, or look for an address."))
    return draft.geom


def taken_from(draft: Draft) -> Point | None:
    """Where the camera says that the first photo was taken which says so, if that is in the community."""
    found = (photo.taken_from for photo in draft.photos.all())
    return next((place for place in found if place and community.contains(place)), None)


@transaction.atomic
def send(number: UUID, words: Words, *, site: str, visitor: str = "") -> Follower:
    """The draft becomes a report, once. Raises NotHere, ValidationError."""
    draft = Draft.objects.select_for_update().filter(pk=number).first()
    if draft is None:
        raise NotHere(gone())
    refuse_placeless(draft)
    _refuse_flood(visitor, Visit.Kind.SENT)
    if words.email:
        _refuse_pestering(words.email)
    # Whoever is signed in is not named by the history either.
    with acting(via="site"):
        report = _entered(draft, words)
    draft.photos.update(report=report, draft=None, made_at=timezone.now())
    draft.delete()
    if visitor:
        visitors.count(visitor, Visit.Kind.SENT)
    follower = Follower.objects.create(
        report=report,
        code=secrets.token_urlsafe(18),
        token=secrets.token_urlsafe(18),
        site=site.rstrip("/"),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        email=words.email,
    )
    if follower.email:
        letters.send.enqueue(follower.pk, letters.CONFIRM)
    return follower


@transaction.atomic
def confirm(token: str) -> Follower:
    """Whoever has the letter wants to be told. Raises NotHere."""
    follower = of_letter(token, lock=True)
    if follower.email and not follower.confirmed_at:
        follower.confirmed_at = timezone.now()
        follower.save(update_fields=["confirmed_at"])
        tell(follower.report)
    return follower


@transaction.atomic
def stop(token: str) -> Follower:
    """The address is erased; the report stays. Raises NotHere."""
    follower = of_letter(token, lock=True)
    erase(follower)
    return follower


def of_letter(token: str, *, lock: bool = False) -> Follower:
    """Who a letter went to. Raises NotHere."""
    rows = Follower.objects.select_for_update() if lock else Follower.objects.select_related("report")
    follower = rows.filter(token=token).first()
    if follower is None:
        raise NotHere(_("This address is not known (any more). It may have been copied in part."))
    return follower


def erase(follower: Follower) -> None:
    """Forget an address for letters."""
    follower.email, follower.confirmed_at = "", None
    follower.save(update_fields=["email", "confirmed_at"])


def date_it(report: Report, today: date) -> None:
    """What follows from the state that somebody gave a report: the days of it, and that what is handed to somebody is
    being looked into."""
    if report.handed_to_id and report.state == State.RECEIVED:
        report.state = State.LOOKED_INTO
    if report.state != State.RECEIVED:
        report.taken_up_on = report.taken_up_on or today
    report.answered_on = (report.answered_on or today) if report.is_settled else None
    if report.publication == Publication.PUBLIC:
        report.publication_reason = ""


def tell(report: Report) -> None:
    """Have the answer sent to whoever waits for it."""
    follower = Follower.objects.filter(report=report).first()
    if report.is_settled and follower and follower.awaits_answer:
        letters.send.enqueue(follower.pk, letters.ANSWER)


def publish(reports: Any) -> int:
    """Everybody sees them; returns how many are new there."""
    return int(
        reports.exclude(publication=Publication.PUBLIC).update(
            publication=Publication.PUBLIC, publication_reason=""
        )
    )


def withhold(reports: Any) -> int:
    """Nobody but staff sees them (any more)."""
    return int(reports.exclude(publication=Publication.HIDDEN).update(publication=Publication.HIDDEN))


def forget() -> int:
    """Erase what is not needed: reports that nobody went on with, addresses that nobody confirmed, or that could not be
    reached for long. Returns how many of them."""
    now = timezone.now()
    stale = Draft.objects.filter(made_at__lt=now - DRAFT_KEPT)
    with transaction.atomic():
        erase_files(list(ReportPhoto.objects.filter(draft__in=stale)))
        count, _by_model = stale.delete()
    kept = Follower.objects.exclude(email="")
    unconfirmed = kept.filter(confirmed_at=None, left_at__lt=now - UNCONFIRMED_KEPT)
    given_up = kept.filter(
        report__state__in=SETTLED, report__answered_on__lt=timezone.localdate() - ANSWER_TRIED
    )
    count += visitors.forget()
    return count + sum(found.update(email="", confirmed_at=None) for found in (unconfirmed, given_up))


def tell_again() -> int:
    """Have those answers sent that were not: a worker may have died over a letter. Returns how many."""
    waiting = (
        Follower.objects.exclude(email="")
        .exclude(confirmed_at=None)
        .filter(report__state__in=SETTLED, report__answered_on__lt=timezone.localdate())
    )
    for number in waiting.values_list("pk", flat=True):
        letters.send.enqueue(number, letters.ANSWER)
    return len(waiting)


def erase_files(pictures: Iterable[ReportPhoto]) -> None:
    """Delete the files of photos, once the transaction has taken their rows away."""
    for photo in pictures:
        for file in (photo.picture, photo.small, photo.shown, photo.shown_small):
            if file:
                transaction.on_commit(partial(file.storage.delete, str(file.name)))


def _entered(draft: Draft, words: Words) -> Report:
    return Report.objects.create(
        geom=draft.geom,
        location_source=draft.location_source,
        location_accuracy=draft.location_accuracy,
        publication_reason=_in_ukrainian(),
        category=words.category,
        kind=words.kind,
        severity=words.severity,
        lasts_until=words.lasts_until,
        said=words.said,
        text=words.said,
        nearby=words.nearby,
        about=draft.about,
        reported_on=timezone.localdate(),
    )


def _refuse_flood(visitor: str, kind: Visit.Kind) -> None:
    minutes = visitors.minutes_to_wait(visitor, kind) if visitor else 0
    if minutes:
        raise ValidationError(visitors.wait(minutes))


def _refuse_pestering(email: str) -> None:
    """Somebody may leave the address of somebody else: it gets few letters."""
    day = timezone.now() - timedelta(days=1)
    asked = Follower.objects.filter(email__iexact=email, confirmed_at=None, left_at__gt=day)
    if asked.count() >= MOST_ASKED:
        raise ValidationError(
            {"email": _("Letters were sent to this address already today: confirm one of them first.")}
        )


def gone() -> str:
    """What is said where no draft is."""
    return _("Nothing is kept at this address (any more): the report was sent, or a day has passed.")


def _in_ukrainian() -> str:
    """Why it is not published, in the language of the data."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("A moderator has not looked at it yet")
