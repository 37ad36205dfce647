"""What the scheme, the register and the ground know, in metres on the plane of the city, ready to be compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.contrib.gis.geos import Polygon
from django.db.models import Q, QuerySet
from shapely.geometry.base import BaseGeometry

from kiosks.models import Advertising, Kiosk
from kiosks.plan.models import Spot
from kiosks.plan.rules import COVERED
from kiosks.plan.vocabulary import Goods, NearTo
from kiosks.vocabulary import Activity, Known, Subject, Theme
from layers.registry import catalogue

#: kind of structure → its model, and the field that tells its owner
STRUCTURES: dict[str, tuple[type[Kiosk] | type[Advertising], tuple[str, ...]]] = {
    Subject.KIOSKS: (Kiosk, ("owner_name", "owner_code")),
    Subject.ADVERTISING: (Advertising, ("permit__distributor_name", "permit__distributor_code")),
}
#: what a rule calls by its goods → the structures that are meant
_GOODS: dict[tuple[str, str], Q] = {
    # What somebody has seen counts before what the trade is called: nobody is judged by a guess.
    (Subject.KIOSKS, Goods.TOBACCO): Q(sells_tobacco=Known.YES)
    | Q(sells_tobacco=Known.UNKNOWN, activity=Activity.TOBACCO),
    (Subject.KIOSKS, Goods.ALCOHOL): Q(sells_alcohol=Known.YES),
    (Subject.ADVERTISING, Goods.TOBACCO): Q(theme=Theme.TOBACCO),
    (Subject.ADVERTISING, Goods.ALCOHOL): Q(theme=Theme.ALCOHOL),
}
#: what is kept away from → the layer that knows it, and which of its rows
_NEAR: dict[str, tuple[str, Q]] = {
    NearTo.CROSSING: ("roads", Q(tags__footway="crossing")),
    NearTo.STOP: ("stops", Q()),
    NearTo.SCHOOL: ("places", Q(kind__in=["school", "kindergarten", "college"])),
    NearTo.MONUMENT: ("places", Q(tags__historic__in=["monument", "memorial"])),
}

#: a box for spots that have no place at all
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure as far as the scheme asks for it; `row` holds its columns by name."""

    number: int
    row: dict[str, Any]
    shape: BaseGeometry | None
    has_owner: bool


def spots(subject: str, today: date) -> list[tuple[Spot, BaseGeometry | None]]:
    """The spots of the scheme that are in force on a day, each with its shape on the plane."""
    in_force = Q(valid_until=None) | Q(valid_until__gte=today)
    found = Spot.objects.filter(in_force, subject=subject, gone_at=None).order_by("pk")
    return [(spot, _filled(_plane(spot.wkb))) for spot in _with_shape(found)]


def structures(subject: str) -> Iterator[Structure]:
    """The structures of a kind that are there: those round the spots, and those that are not located."""
    model, owners = STRUCTURES[subject]
    names = (
        *("pk", "name", "number", "spot_number", "area", "permit_state", "permit_until", "street", "house"),
        *(
            "location_source",
            "location_accuracy",
            "publication",
            "publication_reason",
            "publish_after",
            "geom",
        ),
        *(("clear_width",) if model is Kiosk else ("place_area",)),
        *owners,
    )
    rows = _with_shape(model.objects.filter(_round_spots(subject), gone_at=None).order_by("pk"))
    for row in rows.values(*names, "wkb").iterator():
        shape = _plane(row.pop("wkb"))
        yield Structure(row["pk"], row, shape, any(row[name] for name in owners))


def _round_spots(subject: str) -> Q:
    west, south, east, north = (
        Spot.objects.filter(subject=subject, gone_at=None).aggregate(box=Extent("geom"))["box"] or _NOWHERE
    )
    # A degree of longitude has more than 65 km in this country, one of latitude more than 111.
    margin = COVERED.value / 65_000
    box = Polygon.from_bbox((west - margin, south - margin, east + margin, north + margin))
    box.srid = 4326
    return Q(geom__bboverlaps=box) | Q(geom=None) & ~Q(spot_number="")


def concerned(subject: str, goods: str) -> set[int]:
    """The numbers of the structures that a rule speaks of."""
    model, _owners = STRUCTURES[subject]
    chosen = _GOODS.get((subject, goods), Q())
    return set(model.objects.order_by().filter(chosen, gone_at=None).values_list("pk", flat=True))


def is_concerned(subject: str, number: int, goods: str) -> bool:
    """Whether a rule speaks of one structure."""
    model, _owners = STRUCTURES[subject]
    return model.objects.filter(_GOODS.get((subject, goods), Q()), pk=number).exists()


def others(near_to: str) -> dict[int, BaseGeometry]:
    """What structures keep away from, on the plane; nothing where the city has no such layer."""
    slug, chosen = _NEAR[near_to]
    if slug not in catalogue:
        return {}
    rows: Iterable[Any] = _with_shape(
        catalogue[slug].model._default_manager.filter(chosen, gone_at=None).exclude(geom=None).order_by()
    ).values_list("pk", "wkb")
    return {number: shapely.from_wkb(bytes(wkb)) for number, wkb in rows}


def _with_shape(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.annotate(wkb=AsWKB(Transform("geom", settings.CITY.metric_srid)))


def _filled(shape: BaseGeometry | None) -> BaseGeometry | None:
    """A drawing tells an area by its closed outline."""
    is_outline = shape is not None and shape.geom_type == "LineString" and shape.is_closed and shape.is_simple
    return shapely.Polygon(shape) if is_outline else shape


def _plane(wkb: Any) -> BaseGeometry | None:
    return None if wkb is None else shapely.from_wkb(bytes(wkb))
