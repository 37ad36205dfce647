"""Holding the placement scheme against the city, and writing down what is found: by rule, and only what changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, LineString
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from shapely.geometry.base import BaseGeometry

from kiosks import rules as structure_rules
from kiosks.plan import inventory, rules
from kiosks.plan.inventory import Structure
from kiosks.plan.models import Comparison, DistanceRule, Spot
from kiosks.plan.rules import Standing
from kiosks.vocabulary import Known, Subject
from layers.derived import write
from layers.history import acting
from layers.publication import Publication

#: what the rows say as their source
SOURCE = "rule"
_LOCK = "comparison"


@dataclass(frozen=True, slots=True)
class _Near:
    """What a structure is too near to."""

    rule: DistanceRule
    metres: float


@transaction.atomic
def compare(today: date) -> dict[str, int]:
    """Write the comparison of a day. Returns how many rows were `entered`, `changed` and `removed`.

    Where a kind of structure has no scheme there is nothing to compare with, and nothing is said of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
    # What is written down is read by everybody: in the language of the city, whoever asked for it.
    with acting(via="rule"), translation.override(settings.LANGUAGE_CODE):
        wanted = {row.external_id: row for subject in Subject for row in _compared(subject, today)}
        return write(Comparison, SOURCE, wanted)


def _compared(subject: str, today: date) -> Iterator[Comparison]:
    """The comparison of one kind of structures."""
    spots = {spot.pk: (spot, shape) for spot, shape in inventory.spots(subject, today)}
    if not spots:
        return
    planned = [Standing(number, shape, spot.number) for number, (spot, shape) in spots.items()]
    found = {structure.number: structure for structure in inventory.structures(subject)}
    standing = [Standing(one.number, one.shape, one.row["spot_number"]) for one in found.values()]
    spoken_of = rules.covered(planned, standing)
    found = {number: one for number, one in found.items() if number in spoken_of}
    pairs = rules.match(planned, [one for one in standing if one.number in spoken_of])
    near, judged = _too_near(subject, found, today)
    unchecked = _unchecked(subject, found, today)
    for number, structure in found.items():
        spot, shape = spots.get(pairs.get(number, 0), (None, None))
        one = _of_structure(subject, structure, spot, shape, near.get(number), is_judged=number in judged)
        one.not_applied = "; ".join(unchecked.get(number, ()))
        yield one
        if spot is not None and _is_closed_alone(structure, spot):
            yield _of_empty(spot, is_stand_in=True)
    for number in sorted(set(spots) - set(pairs.values())):
        yield _of_empty(spots[number][0])


def _too_near(subject: str, found: dict[int, Structure], today: date) -> tuple[dict[int, _Near], set[int]]:
    """What each structure is nearest to of that which it has to keep away from, and which structures a rule speaks
    of."""
    asked = _in_force(subject, today).filter(applied=True)
    shapes = {number: one.shape for number, one in found.items() if one.shape is not None}
    worst: dict[int, _Near] = {}
    spoken_of: set[int] = set()
    for rule in asked:
        meant = inventory.concerned(subject, rule.goods)
        judged = {number: shape for number, shape in shapes.items() if number in meant}
        spoken_of.update(judged)
        others = shapes if rule.near_to == "same" else inventory.others(rule.near_to)
        for number, metres in rules.nearest(judged, others, rule.metres).items():
            if metres < rule.metres and (number not in worst or metres < worst[number].metres):
                worst[number] = _Near(rule, metres)
    return worst, spoken_of


def _in_force(subject: str, today: date) -> QuerySet[DistanceRule]:
    in_force = Q(in_force_until=None) | Q(in_force_until__gte=today)
    return DistanceRule.objects.filter(in_force, subject=subject, in_force_from__lte=today)


def _unchecked(subject: str, found: dict[int, Structure], today: date) -> dict[int, list[str]]:
    """The rules that would speak of each structure if somebody had checked their figures, in words."""
    told: defaultdict[int, list[str]] = defaultdict(list)
    for rule in _in_force(subject, today).filter(applied=False):
        for number in inventory.concerned(subject, rule.goods) & found.keys():
            told[number].append(rule.told())
    return told


def unchecked_of(structure: Any, today: date) -> list[str]:
    """The same of one structure, whether the scheme speaks of it or not."""
    subject = next(
        name for name, (model, _owners) in inventory.STRUCTURES.items() if isinstance(structure, model)
    )
    rules_asked = _in_force(subject, today).filter(applied=False)
    return [rule.told() for rule in rules_asked if inventory.is_concerned(subject, structure.pk, rule.goods)]


def _of_structure(
    subject: str,
    structure: Structure,
    spot: Spot | None,
    shape: BaseGeometry | None,
    near: _Near | None,
    *,
    is_judged: bool,
) -> Comparison:
    row = structure.row
    metres = rules.metres_from(structure.shape, shape) if spot else None
    accuracy = row["location_accuracy"]
    moved = structure_rules.is_moved(
        metres, rules.UNSAID_ACCURACY.value if accuracy is None and metres is not None else accuracy
    )
    # Of an advertising structure the scheme permits the place, as far as that is known.
    area = row.get("place_area") or row["area"]
    oversize = _oversize(subject, area, spot)
    narrow = structure_rules.narrows(row.get("clear_width"))
    seen = rules.Seen(
        permit_state=row["permit_state"],
        has_owner=structure.has_owner,
        has_spot=spot is not None,
        is_moved=moved,
        is_oversize=oversize,
        narrows=narrow,
        is_too_near=near is not None if is_judged else None,
    )
    found = rules.findings(seen)
    return Comparison(
        **_from_structure(subject, structure, spot),
        geom=_geometry(row["geom"], spot.geom if spot else None, joined=bool(moved)),
        finding=found[0],
        moved_by=metres,
        is_moved=Known.of(moved),
        area=area,
        permitted_area=spot.area if spot else None,
        is_oversize=Known.of(oversize),
        permit_state=row["permit_state"],
        permit_until=row["permit_until"],
        has_owner=Known.of(structure.has_owner),
        clear_width=row.get("clear_width"),
        narrows=Known.of(narrow),
        is_too_near=Known.of(seen.is_too_near),
        near_to=near.rule.near_to if near else "",
        near_metres=near.metres if near else None,
        near_limit=near.rule.metres if near else None,
        clauses="; ".join(dict.fromkeys(_clauses(found, near, subject, area))),
    )


def _from_structure(subject: str, structure: Structure, spot: Spot | None) -> dict[str, Any]:
    """What a comparison takes over as it is. A row is as closed as the structure, and as the spot."""
    row = structure.row
    open_or_not: Any = row if row["publication"] != Publication.PUBLIC or spot is None else vars(spot)
    name = f"{row['name']} № {row['number']}" if row["number"] else row["name"]
    return {
        "source": SOURCE,
        "external_id": f"{subject}/{structure.number}",
        "subject": subject,
        "title": name,
        "structure_name": name,
        "structure_path": f"/{subject}/{structure.number}/",
        "spot_number": spot.number if spot else "",
        "spot_path": f"/spots/{spot.pk}/" if spot else "",
        "street": row["street"],
        "house": row["house"],
        "location_source": row["location_source"],
        "location_accuracy": row["location_accuracy"],
        **{name: open_or_not[name] for name in ("publication", "publication_reason", "publish_after")},
    }


def _is_closed_alone(structure: Structure, spot: Spot) -> bool:
    """Whether everybody sees a spot and not, or not exactly there, what stands at it."""
    row = structure.row
    is_released = (
        row["publication"] == Publication.DELAYED
        and row["publish_after"] is not None
        and row["publish_after"] <= timezone.now()
    )
    is_open = row["publication"] == Publication.PUBLIC or is_released
    return spot.publication == Publication.PUBLIC and not is_open


def _of_empty(spot: Spot, *, is_stand_in: bool = False) -> Comparison:
    return Comparison(
        is_stand_in=is_stand_in,
        source=SOURCE,
        external_id=f"spots/{spot.pk}",
        finding=rules.EMPTY,
        subject=spot.subject,
        title=str(spot),
        spot_number=spot.number,
        spot_path=f"/spots/{spot.pk}/",
        permitted_area=spot.area,
        street=spot.street,
        house=spot.house,
        geom=spot.geom,
        location_source=spot.location_source,
        location_accuracy=spot.location_accuracy,
        publication=spot.publication,
        publication_reason=spot.publication_reason,
        publish_after=spot.publish_after,
        **dict.fromkeys(("is_moved", "is_oversize", "has_owner", "narrows", "is_too_near"), Known.UNKNOWN),
    )


def _oversize(subject: str, area: float | None, spot: Spot | None) -> bool | None:
    permitted = spot.area if spot else None
    if subject == Subject.KIOSKS:
        # Any kiosk has the law's own limit; without its spot's area nobody knows whether a smaller one is right.
        larger = structure_rules.is_oversize(area, permitted)
        return larger if larger or permitted is not None else None
    return rules.is_larger(area, permitted)


def _geometry(
    structure: GEOSGeometry | None, spot: GEOSGeometry | None, *, joined: bool
) -> GEOSGeometry | None:
    """The place of a structure, or the way that it was moved, from its spot."""
    if structure is None or spot is None or not joined:
        return structure or spot
    return LineString(
        spot.point_on_surface.coords[:2], structure.point_on_surface.coords[:2], srid=structure.srid
    )


#: finding → the clause that it rests on
_CLAUSES = {
    rules.NO_PERMIT: "Порядок № 244, п. 2.30; Типові правила № 2067",
    rules.EXPIRED: "Порядок № 244, п. 2.30; Типові правила № 2067",
    rules.NARROWS: structure_rules.CLEAR_WIDTH.clause,
    rules.OVERSIZE: "Порядок № 244: розміщення має відповідати паспорту прив’язки",
    rules.MOVED: structure_rules.TOLERANCE.clause,
}


def _clauses(found: list[str], near: _Near | None, subject: str, area: float | None) -> Iterator[str]:
    for finding in found:
        if finding == rules.TOO_NEAR and near:
            yield near.rule.clause
        elif finding == rules.OVERSIZE and subject == Subject.KIOSKS and structure_rules.is_oversize(area):
            yield structure_rules.LARGEST_AREA.clause
        elif finding in _CLAUSES:
            yield _CLAUSES[finding]
