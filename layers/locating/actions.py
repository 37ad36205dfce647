"""What came without a location is given the one that its words tell, and a reason where they tell none."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from layers.derived import differs
from layers.feature import LocationSource
from layers.history import acting
from layers.layer import Layer
from layers.locating import outside, register
from layers.locating.finding import ORDER, Location, locate
from layers.locating.gazetteer import Gazetteer
from layers.locating.models import Finding
from layers.locating.reading import read
from layers.locating.register import DatabaseGround
from layers.locating.vocabulary import Reason
from layers.registry import catalogue

_AT_ONCE = 500
#: of a change in how texts are read: all are read again
_METHOD = 2
#: the part of a document that names no place of the thing, but the settlement that it means
_HINT = "buyer"
#: the part that tells where things are brought to
_DELIVERY = "delivery"
#: a street or nearer: what is said later says no more
_NEAR_ENOUGH = ORDER[: ORDER.index(LocationSource.STREET) + 1]
#: at most so long is what a source says of itself
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Clue:
    """A text that may tell where a feature is, and where it was said."""

    said_in: str
    text: str
    #: its source says, beside the words, that it is not in the community
    is_elsewhere: bool = False


def layers_to_locate() -> list[Layer]:
    """The layers whose features are placed by their words."""
    return [layer for layer in catalogue if layer.clues]


def clues_of(layer: Layer, row: Any) -> list[Clue]:
    """The texts of a row, surest first. A JSON field holds texts of several parts of a document."""
    found: list[Clue] = []
    for name in layer.clues:
        value = getattr(row, name)
        if isinstance(value, list):
            found += [
                Clue(str(one["from"]), str(one["text"]), bool(one.get("is_elsewhere"))) for one in value
            ]
        elif value:
            found.append(Clue(name, str(value)))
    return found


def best(clues: Sequence[Clue], known: Gazetteer, ground: DatabaseGround) -> tuple[Location, str]:
    """The surest location that texts tell, and the one that told it: the first that leads to a street or nearer."""
    hint = _hint(clues, known)
    clues = _as_one(clues)
    chosen, said_in = Location(reason=Reason.NOTHING_SAID), ""
    for clue in clues:
        if clue.said_in == _HINT:
            continue
        location = _told_by(clue, hint, known, ground)
        if location.rank < chosen.rank or (location.rank == chosen.rank and not said_in and location.details):
            chosen, said_in = location, clue.said_in
        is_near_enough = location.source in _NEAR_ENOUGH and location.geometry is not None
        # What is said first is about the thing itself: a delivery brings nothing here that is elsewhere, or on a street
        # that nobody knows.
        if is_near_enough or location.reason in (Reason.ELSEWHERE, Reason.UNKNOWN_STREET):
            return location, clue.said_in
    return chosen, said_in


def _as_one(clues: Sequence[Clue]) -> list[Clue]:
    """What is bought in several lots or items, or brought to several places, is at all of them, not at the first."""
    whole: dict[tuple[str, bool], list[str]] = {}
    for clue in clues:
        texts = whole.setdefault((clue.said_in, clue.is_elsewhere), [])
        if clue.text not in texts:
            texts.append(clue.text)
    return [Clue(said_in, "; ".join(texts), away) for (said_in, away), texts in whole.items()]


def _hint(clues: Sequence[Clue], known: Gazetteer) -> Clue:
    """The text that tells which settlement others mean that name none: of where is delivered to, if that is one of
    ours, else of where the buyer sits."""
    delivered = (clue for clue in clues if clue.said_in == _DELIVERY and _names_ours(clue.text, known))
    return next(chain(delivered, (clue for clue in clues if clue.said_in == _HINT)), Clue(_HINT, ""))


def _told_by(clue: Clue, hint: Clue, known: Gazetteer, ground: DatabaseGround) -> Location:
    """Where one text leads. Whoever buys for another place, and names none of ours, does not mean ours."""
    if clue.is_elsewhere:
        return Location(reason=Reason.ELSEWHERE, details=(clue.text,))
    if hint.is_elsewhere and not _names_ours(clue.text, known):
        return Location(reason=Reason.ELSEWHERE, details=(hint.text,))
    return locate(clue.text, known, ground, hint.text)


def _names_ours(text: str, known: Gazetteer) -> bool:
    told = read(text, known)
    places = [*told.places, *(one.place for one in told.mentions if one.place)]
    return any(place.known for place in places)


def locate_layer(layer: Layer, progress: Callable[[int], None] = lambda _count: None) -> Counter[str]:
    """Place the rows of a layer whose words or register changed; returns how many were found by what."""
    sources = _Sources(register.gazetteer(), DatabaseGround(), outside.service())
    mark = f"{_METHOD}:{register.version()}:{''.join(settings.GEOCODER)}"
    counts: Counter[str] = Counter()
    # Of what is no more, nothing is told.
    Finding.objects.filter(layer=layer.slug).exclude(
        feature_id__in=layer.model._default_manager.values("pk")
    ).delete()
    rows = _to_place(layer)
    for chunk in _chunks(rows.iterator(chunk_size=_AT_ONCE)):
        counts += _place(layer, chunk, sources, mark)
        progress(len(chunk))
    return counts


def count_to_place(layer: Layer) -> int:
    return int(_to_place(layer).count())


def _to_place(layer: Layer) -> Any:
    """Rows that nobody has placed: without a location, or with one that was found here before."""
    nowhere = Q(geom__isnull=True, location_source=LocationSource.UNKNOWN)
    ours = Q(
        location_source__in=ORDER,
        pk__in=Finding.objects.filter(layer=layer.slug, source__in=ORDER).values("feature_id"),
    )
    return layer.model._default_manager.filter(nowhere | ours).order_by("pk").defer("search")


@dataclass(frozen=True, slots=True)
class _Sources:
    """What texts are read by, in one run: the names, the ground, and another map's search where the city uses one."""

    known: Gazetteer
    ground: DatabaseGround
    service: outside.Service | None


def _place(layer: Layer, rows: Sequence[Any], sources: _Sources, mark: str) -> Counter[str]:
    before = {
        one.feature_id: one
        for one in Finding.objects.filter(layer=layer.slug, feature_id__in=[row.pk for row in rows])
    }
    findings: list[Finding] = []
    moved: list[Any] = []
    for row in rows:
        clues = clues_of(layer, row)
        seen = _seen(mark, clues)
        if row.pk in before and before[row.pk].seen == seen and _agrees(row, before[row.pk]):
            continue
        try:
            location, said_in = _found(layer, row, clues, sources)
        except outside.Unanswered:
            # It stays as it is, and is asked for again in the next run.
            continue
        findings.append(_finding(layer, row.pk, seen, location, said_in, sources.known))
        if _moves(row, location, sources.ground):
            moved.append(row)
    with transaction.atomic(), acting(via="rule"):
        layer.model._default_manager.bulk_update(moved, ["geom", "location_source", "location_accuracy"])
        Finding.objects.bulk_create(
            findings,
            update_conflicts=True,
            unique_fields=["layer", "feature_id"],
            update_fields=["seen", "source", "names", "clue", "reason", "details", "found_at"],
        )
    return Counter(str(one.source) for one in findings)


def _found(layer: Layer, row: Any, clues: Sequence[Clue], sources: _Sources) -> tuple[Location, str]:
    """Where a row is by its texts. Raises outside.Unanswered."""
    if layer.masked_by and getattr(row, layer.masked_by):
        return Location(reason=Reason.MASKED), ""
    location, said_in = best(clues, sources.known, sources.ground)
    if sources.service and location.geometry is None and location.reason == Reason.UNKNOWN_STREET:
        return _elsewhere_known(location, sources.ground, sources.service), said_in
    return location, said_in


def _elsewhere_known(location: Location, ground: DatabaseGround, service: outside.Service) -> Location:
    """A street that our register does not have, as another map's search knows it; else it stays nowhere."""
    for street in location.details:
        if place := service.find(street):
            middle = ground.in_metres(*place.at)
            return replace(
                location,
                source=LocationSource.OUTSIDE,
                geometry=middle,
                accuracy=round(place.off),
                names=(place.name,),
            )
    return location


def _agrees(row: Any, finding: Finding) -> bool:
    return bool(row.location_source == finding.source)


def _moves(row: Any, location: Location, ground: DatabaseGround) -> bool:
    """Put a row where it was found; whether it is somewhere else than before."""
    drawn = location.geometry is not None
    geom = ground.on_the_map(location.geometry) if location.geometry is not None else None
    source = location.source if drawn else LocationSource.UNKNOWN
    accuracy = location.accuracy if drawn else None
    if (row.location_source, row.location_accuracy) == (source, accuracy) and not differs(row.geom, geom):
        return False
    row.geom, row.location_source, row.location_accuracy = geom, source, accuracy
    return True


def _finding(
    layer: Layer, number: int, seen: str, location: Location, said_in: str, known: Gazetteer
) -> Finding:
    drawn = location.geometry is not None
    return Finding(
        layer=layer.slug,
        feature_id=number,
        seen=seen,
        source=location.source if drawn else LocationSource.UNKNOWN,
        names=[name[:_LONGEST_NAME] for name in _called(location, known)],
        clue=said_in[:40],
        reason=location.reason or "",
        details=[word[:_LONGEST_NAME] for word in location.details],
    )


def _called(location: Location, known: Gazetteer) -> list[str]:
    """What was found, with the settlement where that is a village: each has a street called so."""
    settlements = {known.settlements.get(street.settlement or 0) for street in location.streets}
    village = settlements.pop() if len(settlements) == 1 else None
    if village is None or village.kind == "city":
        return list(location.names)
    return [f"{name} ({village.name})" for name in location.names]


def _seen(mark: str, clues: Sequence[Clue]) -> str:
    told = json.dumps(
        [mark, [[clue.said_in, clue.text, clue.is_elsewhere] for clue in clues]], ensure_ascii=False
    )
    return hashlib.sha256(told.encode()).hexdigest()


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, _AT_ONCE)):
        yield chunk
