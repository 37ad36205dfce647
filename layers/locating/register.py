"""The register of addresses as the locator asks it: names in memory, houses and courses from the database.

Only open rows are read: what is found by them says no more than everybody may know.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from pyproj import Transformer
from shapely import Point
from shapely.geometry.base import BaseGeometry

from layers.layer import Layer
from layers.locating import houses, names
from layers.locating.gazetteer import Gazetteer, Named, Settlement, Street
from layers.locating.houses import House
from layers.reference import models
from layers.registry import catalogue
from layers.stamps import whole_sql
from layers.words import fold

_STREET, _SETTLEMENT, _ADDRESS, _FORMER, _BOUNDARY = (
    model._meta.db_table
    for model in (models.Street, models.Settlement, models.Address, models.FormerName, models.Boundary)
)
_OPEN = "{0}.published AND NOT {0}.restricted"
#: metres round the known houses of a street whose course is not known
_AROUND = 30
_KINDS = {
    models.Settlement.Kind.CITY: "city",
    models.Settlement.Kind.TOWN: "town",
    models.Settlement.Kind.VILLAGE: "village",
}


def followed() -> list[Layer]:
    """The layers that are the register: when they change, texts may lead elsewhere."""
    ground = [catalogue[slug] for slug in ("streets", "addresses", "settlements", "boundary")]
    return [*ground, *(layer for layer in catalogue if layer.named_by and layer not in ground)]


def version() -> int:
    """How often the register was written."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {whole_sql(followed())}")
        return int(cursor.fetchone()[0])


def gazetteer() -> Gazetteer:
    """All names; read anew after the register changed."""
    return _gazetteer(settings.CITY.slug, version())


@lru_cache(maxsize=1)
def _gazetteer(_city: str, _version: int) -> Gazetteer:
    city = settings.CITY
    found = Gazetteer(region=city.region.uk, district=city.district.uk)
    for number, name, kind in _rows(
        f'SELECT id, name, kind FROM "{_SETTLEMENT}" AS s WHERE {_OPEN.format("s")}'
    ):
        if kind == models.Settlement.Kind.NEIGHBOURHOOD:
            found.add_neighbourhood(name)
        else:
            also = city.also if fold(name) == fold(city.name.uk) else ()
            found.add_settlement(Settlement(number, name, _KINDS.get(kind, "")), also)
    for number, (name, kind) in enumerate(_unregistered(found), start=1):
        # Until settlements are imported, the city knows itself and what its addresses name.
        found.add_settlement(Settlement(-number, name, kind), city.also if kind else ())
    for settlement in found.settlements.values():
        if fold(settlement.name) == fold(city.name.uk):
            found.add_districts(settlement, _districts())
    for street in _streets(found):
        found.add_street(street)
    for layer in catalogue:
        if layer.named_by:
            for number, name, settlement in _rows(_named_sql(layer)):
                found.add_named(Named(layer.slug, number, name, settlement))
    return found


def _unregistered(known: Gazetteer) -> list[tuple[str, str]]:
    """The settlements that the city's file and addresses name and the register does not have, each with its kind."""
    city = settings.CITY.name.uk
    told = _rows(f"""SELECT DISTINCT settlement_name FROM "{_ADDRESS}" AS a
                      WHERE settlement_name <> '' AND {_OPEN.format("a")}
                        AND lower(settlement_name) NOT IN (SELECT lower(name) FROM "{_SETTLEMENT}")""")
    here = {fold(one.name) for one in known.settlements.values()}
    missing = [city, *sorted(name for (name,) in told if fold(name) != fold(city))]
    return [(name, "city" if name == city else "") for name in missing if fold(name) not in here]


def _districts() -> set[str]:
    """What the districts of the city itself are called, as the register has them and as the city's file tells."""
    level = models.Boundary.Level.DISTRICT
    told = _rows(f"""SELECT name FROM "{_BOUNDARY}" AS b WHERE level = '{level}' AND {_OPEN.format("b")}""")
    return {names.stem(fold(name.split()[0])) for (name,) in told if name.strip()}


def _streets(known: Gazetteer) -> list[Street]:
    """By present and former names, those of the register and those that only addresses name."""
    rows = _rows(
        f"""SELECT s.id, s.kind, s.name, s.settlement_id, false, s.kind || ' ' || s.name
              FROM "{_STREET}" AS s
             WHERE {_OPEN.format("s")}
            UNION ALL SELECT s.id, coalesce(nullif(f.kind, ''), s.kind), f.name, s.settlement_id, true,
                   s.kind || ' ' || s.name
              FROM "{_FORMER}" AS f JOIN "{_STREET}" AS s ON s.id = f.street_id WHERE {_OPEN.format("s")}
            UNION ALL SELECT s.id, s.kind, part, s.settlement_id, true,
                   s.kind || ' ' || s.name
              FROM "{_STREET}" AS s, regexp_split_to_table(s.former, '\\s*[,;]\\s*') AS part
             WHERE {_OPEN.format("s")} AND part <> ''"""
    )
    streets = [
        Street(number, *_kind_and_name(kind, name), settlement, is_former=former, present=present)
        for number, kind, name, settlement, former, present in rows
    ]
    by_name = {fold(one.name): one.number for one in known.settlements.values()}
    for street, former, settlement in _rows(
        f"""SELECT DISTINCT street_name, former_street, settlement_name FROM "{_ADDRESS}" AS a
             WHERE street_id IS NULL AND street_name <> '' AND {_OPEN.format("a")} AND public_geom IS NOT NULL"""
    ):
        number = by_name.get(fold(settlement))
        words = {"called": f"{street}|{settlement}", "present": street}
        streets.append(Street(None, *_kind_and_name("", street), number, **words))
        if former:
            streets.append(Street(None, *_kind_and_name("", former), number, is_former=True, **words))
    return list(dict.fromkeys(streets))


def _kind_and_name(kind: str, name: str) -> tuple[str, str]:
    """The kind as the locator knows it; a former name may say its own («площа Комунарів»)."""
    own, plain = names.split(name)
    told = own or fold(kind).strip()
    return names.kinds().get(told, told) or "вулиця", plain


def _named_sql(layer: Layer) -> str:
    return f"""
        SELECT t.id, t."{layer.named_by}", (
               SELECT s.id FROM "{_BOUNDARY}" AS b JOIN "{_SETTLEMENT}" AS s ON s.name = b.name
                WHERE b.level = '{models.Boundary.Level.SETTLEMENT}' AND {_OPEN.format("b")}
                  AND ST_Intersects(b.geom, t.public_geom) ORDER BY s.id LIMIT 1)
          FROM "{layer.table}" AS t
         WHERE {_OPEN.format("t")} AND t.public_geom IS NOT NULL AND t."{layer.named_by}" <> \'\'"""


class DatabaseGround:
    """What lies where, in the city's projection of metres. Streets are kept as long as it is: for one run."""

    def __init__(self) -> None:
        self._lines: dict[Any, BaseGeometry | None] = {}
        self._houses: dict[Any, Sequence[tuple[House, Point]]] = {}

    @cached_property
    def srid(self) -> int:
        return int(settings.CITY.metric_srid)

    def houses(self, street: Street) -> Sequence[tuple[House, Point]]:
        """The numbers on a street, and where they are."""
        if street.key not in self._houses:
            self._houses[street.key] = [
                (house, point)
                for written, place in _rows(self._houses_sql(street), self._which(street))
                if (house := houses.parse(written))
                and isinstance(point := shapely.from_wkb(bytes(place)), Point)
            ]
        return self._houses[street.key]

    def line(self, street: Street) -> BaseGeometry | None:
        """The course of a street."""
        if street.key not in self._lines:
            self._lines[street.key] = self._one(
                f"""SELECT ST_AsBinary(ST_Transform(public_geom, {self.srid})) FROM "{_STREET}" AS s
                     WHERE id = %s AND {_OPEN.format("s")} AND public_geom IS NOT NULL""",
                [street.number],
            )
        return self._lines[street.key]

    def reach(self, street: Street) -> BaseGeometry | None:
        """Where a street's known houses stand, as an area: its own course is not known."""
        points = [point for _house, point in self.houses(street)]
        return shapely.MultiPoint(points).convex_hull.buffer(_AROUND, quad_segs=4) if points else None

    def point(self, named: Named) -> BaseGeometry | None:
        layer = catalogue[named.layer]
        return self._one(
            f"""SELECT ST_AsBinary(ST_Transform(public_geom, {self.srid})) FROM "{layer.table}" AS t
                 WHERE id = %s AND {_OPEN.format("t")} AND public_geom IS NOT NULL""",
            [named.number],
        )

    def area(self, settlement: Settlement) -> BaseGeometry | None:
        """The outline of a settlement."""
        return self._one(
            f"""SELECT ST_AsBinary(ST_Transform(b.public_geom, {self.srid}))
                  FROM "{_BOUNDARY}" AS b JOIN "{_SETTLEMENT}" AS s
                    ON s.id = %s AND (b.katottg <> '' AND b.katottg = s.katottg OR b.name = s.name)
                 WHERE b.level = '{models.Boundary.Level.SETTLEMENT}' AND {_OPEN.format("b")}
                   AND b.public_geom IS NOT NULL ORDER BY b.katottg = s.katottg DESC LIMIT 1""",
            [settlement.number],
        )

    def on_the_map(self, geometry: BaseGeometry) -> GEOSGeometry:
        """A geometry of this projection in EPSG:4326."""
        turned = shapely.transform(geometry, _to_degrees(self.srid).transform, interleaved=False)
        return GEOSGeometry(memoryview(shapely.to_wkb(turned)), srid=4326)

    def in_metres(self, longitude: float, latitude: float) -> Point:
        """A place of EPSG:4326 in this projection."""
        return Point(*_to_degrees(self.srid).transform(longitude, latitude, direction="INVERSE"))

    def _houses_sql(self, street: Street) -> str:
        which = (
            "street_id = %s"
            if street.number
            else "street_id IS NULL AND street_name = %s AND settlement_name = %s"
        )
        return f"""SELECT house, ST_AsBinary(ST_Transform(public_geom, {self.srid})) FROM "{_ADDRESS}" AS a
                    WHERE {which} AND {_OPEN.format("a")} AND public_geom IS NOT NULL"""

    def _which(self, street: Street) -> list[Any]:
        return [street.number] if street.number else street.called.split("|", 1)

    def _one(self, sql: str, params: list[Any]) -> BaseGeometry | None:
        found = next(iter(_rows(sql, params)), None)
        return shapely.from_wkb(bytes(found[0])) if found else None


@lru_cache(maxsize=4)
def _to_degrees(srid: int) -> Transformer:
    return Transformer.from_crs(srid, 4326, always_xy=True)


def _rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params) or None)
        return list(cursor.fetchall())
