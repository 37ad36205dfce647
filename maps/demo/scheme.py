"""The approved placement scheme of the demonstration: spots for most structures, some of which stand elsewhere or are
too large, spots where nothing stands, and structures that no spot was given to."""

from datetime import date
from typing import Any

import numpy as np
import shapely

from maps.demo.ground_tables import GENERATED
from maps.demo.scene import Scene
from maps.demo.tables import SOURCE, Row, Table, shapes

_SCHEMES = {
    "kiosks": ("Комплексна схема розміщення тимчасових споруд", "рішення від 20.12.2018 № 41-L-7", 0.86),
    "advertising": ("Комплексна схема розміщення рекламних засобів", "рішення від 20.12.2018 № 42-L-7", 0.82),
}
_PREFIXES = {"kiosks": "С", "advertising": "Р"}
_APPROVED = date(2018, 12, 20)
#: what share of the spots lies how far, in metres, from what stands there
_SHIFTS = ((0.72, 0.0, 2.5), (0.16, 2.5, 5.0), (0.12, 17.0, 36.0))
#: spots where nothing stands, as a share of those with a structure
_EMPTY = 0.08


def scheme_tables(scene: Scene, kiosks: Table, boards: Table) -> list[Table]:
    """The spots of both schemes."""
    rows: list[Row] = []
    places: list[Any] = []
    for subject, table in (("kiosks", kiosks), ("advertising", boards)):
        for row, place in _spots(scene, subject, table):
            rows.append(row)
            places.append(place)
    addresses = scene.nearest_addresses(shapely.points(shapely.get_coordinates(places)))
    rows = [
        row | scene.postal(address, place)
        for row, address, place in zip(rows, addresses, places, strict=True)
    ]
    return [Table.of_rows("plan.Spot", rows, geometries={"geom": shapes(places)})]


def _spots(scene: Scene, subject: str, table: Table) -> list[tuple[Row, Any]]:
    name, decision, share = _SCHEMES[subject]
    area = table.columns.index("area")
    found: list[tuple[float | None, Any]] = []
    for row, place in zip(table.rows, table.geometries["geom"], strict=True):
        if scene.chance(share):
            found.append((_permitted(scene, row[area]), _beside(scene, place)))
        if scene.chance(_EMPTY):
            found.append((_permitted(scene, None), _shifted(scene, place, 55, 90)))
    return [
        (
            {
                "source": SOURCE,
                "location_source": GENERATED,
                "external_id": f"{subject}-{serial:05d}",
                "number": f"{_PREFIXES[subject]}-{serial:04d}",
                "subject": subject,
                "purpose": scene.choose(("продовольчі товари", "непродовольчі товари", "послуги", ""))
                if subject == "kiosks"
                else "",
                "area": permitted,
                "scheme": name,
                "decision": decision,
                "approved_on": _APPROVED,
            },
            place,
        )
        for serial, (permitted, place) in enumerate(found, 1)
    ]


def _permitted(scene: Scene, area: Any) -> float | None:
    """What a spot allows: most often more than stands there, sometimes less, sometimes nobody wrote it down."""
    if scene.chance(0.06):
        return None
    if area is None:
        return float(scene.choose((9.0, 12.0, 18.0, 24.0)))
    factor = scene.choose((1.0, 1.15, 1.3, 0.8), (0.5, 0.25, 0.16, 0.09))
    return float(np.ceil(float(area) * factor * 2) / 2) if factor >= 1 else round(float(area) * factor, 1)


def _beside(scene: Scene, place: Any) -> Any:
    low, high = scene.choose([one[1:] for one in _SHIFTS], [one[0] for one in _SHIFTS])
    return _shifted(scene, place, low, high)


def _shifted(scene: Scene, place: Any, low: float, high: float) -> Any:
    """A point some metres away, EPSG:32637."""
    angle, metres = scene.random.uniform(0, 2 * np.pi), scene.random.uniform(low, high)
    return shapely.Point(place.x + metres * np.cos(angle), place.y + metres * np.sin(angle))
