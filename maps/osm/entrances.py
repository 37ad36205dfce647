"""Entrances of places from OpenStreetMap: what their tags measure becomes answers, and what people measured stays.

An entrance is a node on the footprint of a building, and belongs to the place that the building is, or to the only
place in it. Where several share it, nobody knows whose it is.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accessibility import auditing, norms
from accessibility.actions import conclude_parts
from accessibility.models import Answer, Audit, Place, PlacePart
from accessibility.vocabulary import PartKind
from maps.osm.places import CLAIM_SOURCE
from maps.osm.shapes import Bounds
from maps.osm.takeover import Counts

#: degrees within which a node lies on a footprint: about a third of a metre
_ON = 0.000003
_SHARED = "several places share this building: nobody knows whose entrance it is"


def take_over(bounds: Bounds) -> tuple[Counts, list[tuple[str, str]]]:
    """Write the entrances of the staged nodes. Returns what became of them, and (key, reason) of those left out."""
    taken = Counts()
    left_out: list[tuple[str, str]] = []
    touched: set[int] = set()
    known = {part.osm: part for part in PlacePart.objects.exclude(osm="").select_related("place")}
    seen = set()
    for key, found, place in _matched(left_out):
        osm = f"node/{key[1:]}"
        seen.add(osm)
        change = _write(known.get(osm), osm, found, place)
        setattr(taken, change, getattr(taken, change) + 1)
        if change != "unchanged":
            touched.add(place)
    for part in _gone(bounds, seen):
        touched.add(part.place_id)
        taken.gone += 1
        part.delete()
    for number in sorted(touched):
        conclude_parts(number)
    return taken, left_out


def _matched(left_out: list[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Entrances that lie on the footprint of a building, with the number of the place that they are of."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.key, e.told::text, ST_AsEWKT(e.geom), p.id, p.external_id = b.external_id
                  FROM incoming_entrances AS e
                  JOIN reference_building AS b ON b.gone_at IS NULL AND ST_DWithin(b.geom, e.geom, {_ON})
                       AND ST_DWithin(ST_Boundary(b.geom), e.geom, {_ON})
                  JOIN "{Place._meta.db_table}" AS p ON p.gone_at IS NULL AND ST_Covers(b.geom, p.geom)
                 ORDER BY substr(e.key, 2)::bigint, p.id"""
        )
        rows = cursor.fetchall()
    of: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    told: dict[str, dict[str, Any]] = {}
    for key, words, where, place, is_itself in rows:
        of[key].append((place, is_itself))
        told[key] = {**orjson.loads(words), "location": where}
    for key, places in of.items():
        number = _whose(places)
        if number is None:
            left_out.append((key, _SHARED))
        else:
            yield key, told[key], number


def _whose(places: Sequence[tuple[int, bool]]) -> int | None:
    itself = [number for number, is_itself in places if is_itself]
    found = itself or sorted({number for number, _is_itself in places})
    return found[0] if len(found) == 1 else None


def _write(part: PlacePart | None, osm: str, found: dict[str, Any], place: int) -> str:
    """Write one entrance with its answers. Returns which count it belongs to."""
    change = "unchanged" if part else "created"
    part = part or PlacePart(osm=osm, kind=PartKind.ENTRANCE)
    others = PlacePart.objects.filter(place=place).exclude(pk=part.pk)
    wanted = {
        "place_id": place,
        "name": _unlike(
            found["name"], osm, set(others.filter(kind=part.kind).values_list("name", flat=True))
        ),
        "is_main": found["is_main"] and not others.filter(is_main=True).exists(),
        "claim": found["claim"],
        "floor": found["floor"],
        "location": GEOSGeometry(found["location"]),
    }
    changed = {name: value for name, value in wanted.items() if getattr(part, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(part, name, value)
        part.save()
    is_measured_anew = _measure(part, found["answers"], found["said_on"])
    if change == "unchanged" and (changed or is_measured_anew):
        return "updated"
    return change


def _unlike(name: str, osm: str, others: set[str]) -> str:
    """A name that no other entrance of the place has."""
    return f"{name} ({osm})" if name in others else name


def _measure(part: PlacePart, answers: Mapping[str, Any], said_on: str | None) -> bool:
    """Keep what the tags measure as an audit of the day of the tags, where that is known, unless people have audited
    this entrance. Returns whether it is new."""
    own = part.audits.filter(authority_name=CLAIM_SOURCE)
    by_people = part.audits.exclude(authority_name=CLAIM_SOURCE).exists()
    if by_people or (part.is_main and Place.objects.filter(pk=part.place_id).exclude(audit=None).exists()):
        return False
    audit = own.first()
    made_on = date.fromisoformat(said_on) if said_on else None
    is_of_that_day = audit is None or (audit.made_on if audit.is_dated else None) == made_on
    if is_of_that_day and (auditing.answered(audit) if audit else {}) == answers:
        return False
    own.delete()
    if answers:
        norm = norms.current()
        audit = Audit.objects.create(
            place_id=part.place_id,
            part=part,
            made_on=made_on or timezone.localdate(),
            is_dated=made_on is not None,
            authority_name=CLAIM_SOURCE,
            norm=norm.code,
            uid=part.osm,
        )
        rows = auditing.rows_of(norm, dict(answers))
        Answer.objects.bulk_create(Answer(audit=audit, **row) for row in rows)
    return True


def _gone(bounds: Bounds, seen: set[str]) -> Iterator[PlacePart]:
    """Entrances that the extract does not have any more; those that people have audited stay."""
    west, south, east, north = bounds
    box = GEOSGeometry(
        f"SRID=4326;POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    )
    here = PlacePart.objects.exclude(osm="").exclude(osm__in=seen).filter(location__coveredby=box)
    yield from here.exclude(pk__in=Audit.objects.filter(~Q(authority_name=CLAIM_SOURCE)).values("part"))
