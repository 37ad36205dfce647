"""Taking an observation: once, whatever order messages come in and however often.

Nothing that is acknowledged is lost: what is refused or in conflict is kept with its reason as well, so that whoever
made it mends it, and the registrar sees it if they never do.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.distance import metres_between
from layers.feature import LocationSource
from layers.history import acting
from layers.problems import Problem
from layers.surveys.message import Message
from layers.surveys.models import Deed, Fate, Observation, Placing
from layers.surveys.survey import Flaw, Statement, Survey, surveys

#: what rows from the field say as their source
SOURCE = "field"
#: the position among the answers of a conflict
POSITION = "position"
#: metres: two positions that are one
SAME_PLACE = 1.0
#: degrees round the city within which something may lie
MARGIN = 0.2
_SOURCES = {Placing.GPS: LocationSource.GPS, Placing.CROSSHAIR: LocationSource.HAND}
_logger = logging.getLogger(__name__)


class NotYours(Problem):
    """Somebody else has sent an observation of this number."""

    status = 403
    kind = "not-yours"
    title = gettext_lazy("Not yours")


class Accepted(Problem):
    """An observation that was accepted is not changed: another one is made."""

    status = 409
    kind = "accepted-already"
    title = gettext_lazy("Accepted already")


class Stale(Problem):
    """The object is another one than the device knew (412): nothing was done."""

    status = 412
    kind = "stale"
    title = gettext_lazy("Changed meanwhile")


@dataclass(frozen=True, slots=True)
class _Outcome:
    fate: Fate
    feature: int | None = None
    flaws: tuple[Flaw, ...] = ()
    conflicts: tuple[dict[str, Any], ...] = ()


def version_of(feature: Any) -> str:
    """The version of an object that a device compares by (an ETag)."""
    return f'"{feature.changed_at.timestamp():.6f}"'


@transaction.atomic
def receive(number: UUID, message: Message, user: Any, *, expected: str = "") -> Observation:
    """Take a message, or say why not; the same message again changes nothing.

    `expected` is the version of the object that must be the present one (If-Match). Raises NotYours, Accepted, Stale.
    """
    _wait_for_others(number)
    known = Observation.objects.filter(pk=number).first()
    if known is not None:
        if known.by_id != user.pk and not _is_unclaimed(known):
            raise NotYours(_("An observation of this number was sent by somebody else."))
        if known.fate in (Fate.ACCEPTED, Fate.SET_ASIDE):
            if known.digest == message.digest:
                return known
            raise Accepted(
                _("This observation was accepted as it was sent before. Make a new one for what is new.")
            )
    outcome = _digested(number, message, user, expected)
    received = known.received_at if known else timezone.now()
    values = {
        "survey": message.survey,
        "survey_version": message.version,
        "deed": message.deed,
        "layer": surveys[message.survey].layer_slug if surveys.get(message.survey) else "",
        "feature_id": outcome.feature,
        "answers": message.answers,
        "base": message.base,
        "note": message.note,
        "geom": message.position,
        "placing": message.placing,
        "accuracy": message.accuracy,
        "by": user,
        "made_at": message.made_at,
        "seen_at": message.seen_at(received),
        "clock_ahead": message.clock_ahead,
        "device": message.device,
        "digest": message.digest,
        "fate": outcome.fate,
        "flaws": [{"name": flaw.name, "said": flaw.said} for flaw in outcome.flaws],
        "conflicts": list(outcome.conflicts),
    }
    observation, _created = Observation.objects.update_or_create(pk=number, defaults=values)
    return observation


def _wait_for_others(number: UUID) -> None:
    """The same number is taken by one request at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(number)])


def _is_unclaimed(known: Observation) -> bool:
    """Whether a number was only tried by somebody who may not: on a shared device that must not stop whoever may."""
    survey = surveys.get(known.survey)
    return known.fate == Fate.REFUSED and (survey is None or not survey.may_change(known.by))


def _digested(number: UUID, message: Message, user: Any, expected: str) -> _Outcome:
    """What became of a message; what the database cannot hold is refused, so that it does not come for ever."""
    try:
        with transaction.atomic():
            return _outcome(number, message, user, expected)
    except (DataError, IntegrityError, OverflowError, TypeError, ValueError):
        _logger.exception("an observation that could not be taken: %s", number)
        said = _(
            "The server could not take this over. Mend what is unusual in it, or tell the administrator."
        )
        return _Outcome(Fate.REFUSED, message.feature, (Flaw("", said),))


def _outcome(number: UUID, message: Message, user: Any, expected: str) -> _Outcome:
    survey = surveys.get(message.survey)
    if survey is None:
        said = _("This version of the app asks for “%s”, which is not asked here (any more). Update the app.")
        return _Outcome(Fate.REFUSED, message.feature, (Flaw("", said % message.survey),))
    flaws = tuple(_flaws(survey, message, user))
    if flaws:
        return _Outcome(Fate.REFUSED, message.feature, flaws)
    if message.deed is not Deed.ADD and message.feature is None:
        return _Outcome(Fate.ACCEPTED)
    with acting(user.get_username(), f"field:{number}"):
        try:
            if message.deed is Deed.ADD:
                return _Outcome(Fate.ACCEPTED, _add(survey, message, number))
            return _observe(survey, message, expected, number, user)
        except ValidationError as error:
            return _Outcome(Fate.REFUSED, message.feature, tuple(_said(error)))


def _flaws(survey: Survey, message: Message, user: Any) -> Iterator[Flaw]:
    """Why a message cannot be taken."""
    if not (survey.may_add(user) if message.deed is Deed.ADD else survey.may_change(user)):
        yield Flaw("", _("Your role may not do this. Ask the administrator."))
    if message.deed is Deed.ADD and message.position is None:
        yield Flaw(POSITION, _("Where is it? A new object needs a position."))
    if not _is_of_its_kind(survey, message):
        yield Flaw(POSITION, _("What was walked along is a line, and an object stands at a point."))
    if message.deed in _OF_AN_OBJECT and message.feature is None:
        yield Flaw("", _("Which object is it? Its number is missing."))
    if message.position is not None and not _is_here(message.position):
        yield Flaw(
            POSITION, _("This position is far outside of the city: is the location of the device right?")
        )
    if message.version > survey.version:
        yield Flaw("", _("This app asks by a newer form than the server knows. Send it again later."))
    yield from survey.flaws(message.answers, whole=message.deed is Deed.ADD)


def _is_of_its_kind(survey: Survey, message: Message) -> bool:
    """Whether the position is a line where somebody walked, and a point elsewhere; what may be a stretch is either."""
    if message.position is None:
        return message.deed is not Deed.WALKED
    is_line = message.position.geom_type != "Point"
    return is_line == (message.deed is Deed.WALKED) or (is_line and survey.may_be_line)


_OF_AN_OBJECT = frozenset({Deed.INSPECT, Deed.UNCHANGED, Deed.GONE, Deed.BARRED, Deed.SHOWN})


def _is_here(place: Any) -> bool:
    west, south, east, north = settings.CITY.bounds
    x0, y0, x1, y1 = place.extent
    return bool(west - MARGIN <= x0 and x1 <= east + MARGIN and south - MARGIN <= y0 and y1 <= north + MARGIN)


def _add(survey: Survey, message: Message, number: UUID) -> int:
    """A new object. Its number in the source is that of the observation: it cannot come twice."""
    model: Any = survey.layer.model
    feature = model(
        source=SOURCE,
        external_id=str(number),
        geom=message.position,
        location_source=_SOURCES[Placing(message.placing)],
        location_accuracy=message.accuracy,
        **survey.begins(timezone.localdate(message.seen_at(timezone.now()))),
        **survey.taken(message.answers),
    )
    _save(survey, feature, message.answers)
    return int(feature.pk)


def _observe(survey: Survey, message: Message, expected: str, number: UUID, user: Any) -> _Outcome:
    """What was seen of an object that is there: what nobody else changed meanwhile is taken over; a statement is kept
    as it is."""
    model: Any = survey.layer.model
    feature = model._default_manager.select_for_update().filter(pk=message.feature, gone_at=None).first()
    if feature is None:
        said = _("This object is not in the register any more. Add it anew if it is there.")
        return _Outcome(Fate.REFUSED, message.feature, (Flaw("", said),))
    if expected and expected not in ("*", version_of(feature)):
        raise Stale(
            _("Somebody changed this object meanwhile. Get it again, then send what is still to be changed.")
        )
    if survey.is_statement and message.deed in (Deed.INSPECT, Deed.UNCHANGED):
        on = timezone.localdate(message.seen_at(timezone.now()))
        is_unchanged = message.deed is Deed.UNCHANGED
        survey.state(feature, Statement(number, message.answers, user, on, is_unchanged))
        return _Outcome(Fate.ACCEPTED, feature.pk)
    if message.deed is not Deed.INSPECT:
        return _Outcome(Fate.ACCEPTED, feature.pk)
    told = survey.told(feature)
    mine = {name: answer for name, answer in message.answers.items() if name in told and answer != told[name]}
    conflicts = [
        {"name": name, "base": message.base.get(name), "theirs": told[name], "mine": answer}
        for name, answer in mine.items()
        if message.base.get(name) != told[name]
    ]
    moved = message.position is not None and _differs(feature.geom, message.position)
    if moved and POSITION in message.base and _differs(feature.geom, _point(message.base[POSITION])):
        conflicts.append(
            {
                "name": POSITION,
                "base": message.base[POSITION],
                "theirs": _words(feature.geom),
                "mine": _words(message.position),
            }
        )
    if conflicts:
        return _Outcome(Fate.CONFLICT, feature.pk, conflicts=tuple(conflicts))
    _take_over(survey, feature, mine, message if moved else None)
    return _Outcome(Fate.ACCEPTED, feature.pk)


def _take_over(survey: Survey, feature: Any, answers: dict[str, Any], placed: Message | None) -> None:
    values = survey.taken(answers)
    if placed is not None:
        values |= {
            "geom": placed.position,
            "location_source": _SOURCES[Placing(placed.placing)],
            "location_accuracy": placed.accuracy,
        }
    if values:
        for name, value in values.items():
            setattr(feature, name, value)
        _save(survey, feature, answers, list(values))


def _save(survey: Survey, feature: Any, answers: dict[str, Any], changed: list[str] | None = None) -> None:
    """Write an object, and what follows from it. Raises ValidationError for what its model does not take."""
    told = {name for name, answer in answers.items() if answer is not None and name in survey.names}
    feature.clean_fields(exclude={field.name for field in feature._meta.concrete_fields} - {*told, "geom"})
    feature.validate_constraints()
    feature.save(update_fields=changed)
    survey.follow(feature, answers)


def _said(error: ValidationError) -> Iterator[Flaw]:
    for name, messages in (
        error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]
    ):
        yield Flaw("" if name == NON_FIELD_ERRORS else name, " ".join(messages))


def _differs(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return True
    return metres_between(one.centroid.coords, other.centroid.coords) > SAME_PLACE


def _point(words: Any) -> Point | None:
    """A place as a base has it: `longitude,latitude`."""
    try:
        longitude, latitude = map(float, str(words).split(","))
    except ValueError:
        return None
    return Point(longitude, latitude, srid=4326)


def _words(place: Any) -> str | None:
    return f"{place.x:.6f},{place.y:.6f}" if isinstance(place, Point) else None
