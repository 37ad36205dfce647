"""The deeds about a subscription: it is asked for, confirmed, changed, paused and ended, and forgotten.

Somebody may leave the address of somebody else: nothing but a question is sent before it is confirmed, and few of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from layers import events
from layers.alerts.matching import next_morning
from layers.alerts.models import Letter, Subscription, Watch
from layers.areas import BESIDE, NEAR, WITHIN, Area, Circle, Outline, Surroundings
from layers.layer import Layer
from layers.problems import NotHere
from layers.query import AS_OF, BBOX, CHANGED, IDS, LANGUAGE, select
from layers.viewer import PUBLIC

#: subscriptions of one address, and questions that it is sent within a day
MOST_OF_ADDRESS, MOST_ASKED = 30, 3
#: metres, km² and objects that one subscription is about at most
MOST_METRES, MOST_KM2, MOST_OBJECTS = 5_000, 400, 50
#: how long an address is kept that nobody confirmed, and what is known of a subscription that has ended
UNCONFIRMED_KEPT, ENDED_KEPT = timedelta(days=3), timedelta(days=30)
#: how long letters are kept, with what they told: longer than anybody can be told late
LETTERS_KEPT = timedelta(days=60)
_LONGEST = 8_000
_WORD_OF: dict[type[Any], str] = {Circle: NEAR, Outline: WITHIN, Surroundings: BESIDE}
_LIVE = (Subscription.State.ASKED, Subscription.State.CONFIRMED, Subscription.State.PAUSED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told about: words of the address, and the same for each layer."""

    email: str
    words: str
    title: str
    parts: Sequence[tuple[Layer, QueryDict]]
    pace: Subscription.Pace
    states_only: bool
    language: str
    site: str


@transaction.atomic
def subscribe(wish: Wish) -> Subscription:
    """Ask whoever reads the address whether they want it; the same wish again asks again. Raises ValidationError,
    BadParameter."""
    watches = [watch for layer, words in wish.parts for watch in watches_of(layer, words)]
    if not watches:
        raise ValidationError(_("Choose at least one layer: nothing is told about otherwise."))
    if len(wish.words) > _LONGEST:
        raise ValidationError(
            _("That is more than one subscription can hold: choose fewer filters or corners.")
        )
    _refuse_pestering(wish.email)
    known = Subscription.objects.filter(email__iexact=wish.email, words=wish.words, state__in=_LIVE).first()
    if known is None:
        known = Subscription.objects.create(
            email=wish.email,
            words=wish.words,
            title=wish.title[:500],
            pace=wish.pace,
            states_only=wish.states_only,
            language=wish.language,
            site=wish.site.rstrip("/"),
        )
        for watch in watches:
            watch.subscription = known
        Watch.objects.bulk_create(watches)
    Letter.objects.create(
        subscription=known, kind=Letter.Kind.ASKING, state=Letter.State.WAITING, due_at=timezone.now()
    )
    return known


def watches_of(layer: Layer, words: QueryDict) -> Iterator[Watch]:
    """What of a layer is compared with the log. Raises ValidationError, BadParameter."""
    selection = select(layer, PUBLIC, words)
    place, metres, reach, word = _indexed(selection.areas)
    kept = words.copy()
    # What narrows by a view, a day or a language says nothing of what may come.
    for name in (BBOX, CHANGED, AS_OF, LANGUAGE, IDS, word):
        kept.pop(name, None)
    if NEAR in kept and not any(isinstance(area, Circle) for area in selection.areas):
        del kept[NEAR]
    if len(selection.ids) > MOST_OBJECTS:
        raise ValidationError(_("One subscription is about up to %s objects.") % MOST_OBJECTS)
    for number in selection.ids or (None,):
        yield Watch(
            layer=layer.slug,
            words=_canonical(kept),
            style=selection.layer.style.field or "",
            feature_id=number,
            place=place,
            metres=metres,
            reach=reach,
        )


def _canonical(words: QueryDict) -> str:
    """The same words in the same order for everybody: they are asked once for all."""
    ordered = QueryDict(mutable=True)
    for name in sorted(words):
        if words[name]:
            ordered[name] = str(words[name])
    return ordered.urlencode(safe=",;/")


def _indexed(
    areas: Sequence[Area],
) -> tuple[GEOSGeometry | None, float | None, GEOSGeometry | None, str]:
    """The area that an index answers: its place, metres round it, the box of both, and its word. Raises
    ValidationError."""
    if not areas:
        return None, None, None, ""
    for area in areas:
        _refuse_boundless(area)
    area = areas[0]
    word = _WORD_OF[type(area)]
    match area:
        case Circle():
            return Point(area.longitude, area.latitude, srid=4326), area.metres, area.polygon, word
        case Surroundings():
            return area.geometry, area.metres, area.polygon, word
    return area.polygon, None, area.polygon, word


def _refuse_boundless(area: Area) -> None:
    if isinstance(area, Circle | Surroundings) and area.metres > MOST_METRES:
        raise ValidationError(
            _("The radius is up to %s metres. For more, leave the place out.") % MOST_METRES
        )
    square = area.polygon.transform(settings.CITY.metric_srid, clone=True).area / 1e6
    if isinstance(area, Outline) and square > MOST_KM2:
        raise ValidationError(_("A drawn area has up to %s km². For more, leave it out.") % MOST_KM2)
    if not area.polygon.intersects(Polygon.from_bbox(settings.CITY.bounds)):
        raise ValidationError(_("This lies outside of the city, of which alone this map knows."))


def _refuse_pestering(email: str) -> None:
    day = timezone.now() - timedelta(days=1)
    asked = Letter.objects.filter(
        subscription__email__iexact=email, kind=Letter.Kind.ASKING, begun_at__gt=day, subscription__since=None
    )
    if asked.count() >= MOST_ASKED:
        raise ValidationError(
            {"email": _("Letters were sent to this address already today: confirm one of them first.")}
        )
    if Subscription.objects.filter(email__iexact=email, state__in=_LIVE).count() >= MOST_OF_ADDRESS:
        raise ValidationError(
            {"email": _("An address has up to %s subscriptions: end one of them first.") % MOST_OF_ADDRESS}
        )


def of_letter(token: str, *, lock: bool = False) -> Subscription:
    """The subscription that a letter is about. Raises NotHere."""
    found = Subscription.of(token)
    if found is not None and lock:
        found = Subscription.objects.select_for_update().filter(pk=found.pk).first()
    if found is None:
        raise NotHere(_("This address is not known (any more). It may have been copied in part."))
    return found


@transaction.atomic
def confirm(token: str) -> Subscription:
    """Whoever has the letter wants to be told, from now on. Raises NotHere."""
    found = of_letter(token, lock=True)
    if found.state == Subscription.State.ASKED:
        _begin(found)
    return found


@transaction.atomic
def change(token: str, pace: Subscription.Pace, *, states_only: bool) -> Subscription:
    """Be told more or less often, of more or less. What was gathered comes at the new pace. Raises NotHere."""
    found = of_letter(token, lock=True)
    found.pace, found.states_only = pace, states_only
    found.save(update_fields=["pace", "states_only"])
    now = timezone.now()
    due = now if pace == Subscription.Pace.AT_ONCE else next_morning(now)
    found.letters.filter(state=Letter.State.GATHERING).update(due_at=due)
    return found


@transaction.atomic
def pause(token: str) -> Subscription:
    """Nothing is told until it goes on; what happens meanwhile is not told later. Raises NotHere."""
    found = of_letter(token, lock=True)
    if found.state == Subscription.State.CONFIRMED:
        _settle(found, Subscription.State.PAUSED)
        found.save()
    return found


@transaction.atomic
def resume(token: str) -> Subscription:
    """Be told again. Raises NotHere."""
    found = of_letter(token, lock=True)
    if found.state == Subscription.State.PAUSED:
        _begin(found)
    return found


@transaction.atomic
def end(token: str) -> Subscription:
    """No letters any more; the address is erased. Once more changes nothing. Raises NotHere."""
    found = of_letter(token, lock=True)
    if found.state != Subscription.State.ENDED:
        end_for(found, Subscription.Why.BY_READER)
    return found


def end_for(subscription: Subscription, why: Subscription.Why) -> None:
    """End a subscription and erase its address."""
    _settle(subscription, Subscription.State.ENDED)
    subscription.email, subscription.why = "", why
    subscription.save()


def _begin(subscription: Subscription) -> None:
    subscription.state, subscription.since = Subscription.State.CONFIRMED, timezone.now()
    subscription.changed_at = timezone.now()
    subscription.save(update_fields=["state", "since", "changed_at"])


def _settle(subscription: Subscription, state: Subscription.State) -> None:
    """What was not sent yet is not sent any more."""
    subscription.letters.filter(
        state__in=[Letter.State.GATHERING, Letter.State.WAITING], kind=Letter.Kind.NEWS
    ).delete()
    subscription.state, subscription.changed_at = state, timezone.now()


def forget() -> int:
    """Erase what is not needed: addresses that nobody confirmed, what has ended, old letters and events. Returns how
    many rows."""
    now = timezone.now()
    unconfirmed = Subscription.objects.filter(
        state=Subscription.State.ASKED, made_at__lt=now - UNCONFIRMED_KEPT
    )
    count = 0
    for subscription in unconfirmed:
        end_for(subscription, Subscription.Why.UNCONFIRMED)
        count += 1
    ended = Subscription.objects.filter(
        state=Subscription.State.ENDED, changed_at__lt=now - ENDED_KEPT
    ).delete()[0]
    old = Letter.objects.filter(settled_at__lt=now - LETTERS_KEPT).delete()[0]
    return count + ended + old + events.forget(now - events.TOLD_FOR)
