"""What an object of the ground is by its tags, and from which zoom it is drawn. No database.

Each function gives the columns of one row, or None where the object is nothing of the kind.
"""

from typing import Any
from urllib.parse import urlencode

from layers.reference.models import Boundary, Settlement, Stop
from maps.osm.words import (
    Tags,
    fitting,
    former_names,
    listed,
    metres,
    name_of,
    plain,
    plain_tags,
    split_street,
    storeys,
    whole,
)

Values = dict[str, Any]

_ROAD_ZOOM = {
    "motorway": 8,
    "trunk": 8,
    "primary": 10,
    "secondary": 11,
    "tertiary": 12,
    "residential": 13,
    "unclassified": 13,
    "road": 13,
    "living_street": 14,
    "service": 14,
    "busway": 14,
    "bus_guideway": 14,
    "pedestrian": 14,
    **dict.fromkeys(listed("footway path steps cycleway track bridleway escape raceway via_ferrata"), 15),
}
#: what stands under `highway` and is no way that one could go now; all else is not known and is told
_NO_ROADS = listed(
    "abandoned bus_stop construction corridor crossing demolished elevator emergency_bay no planned platform proposed "
    "razed rest_area services"
)

_RAILWAY_ZOOM = {"rail": 10, "light_rail": 12, "narrow_gauge": 12, "tram": 13}
_RAILWAYS = frozenset({*_RAILWAY_ZOOM, "subway", "funicular", "monorail", "preserved", "miniature"})
_YARD_ZOOM = 13

#: widths in metres of waters that are mapped as a line and say nothing of it
STREAM_WIDTHS = {"river": 20.0, "canal": 8.0, "stream": 4.0}
_WIDEST_RIVER = 3000.0
_UNDERGROUND = frozenset({"yes", "culvert", "flooded", "building_passage"})

_GREEN = {
    "leisure": listed("park garden pitch playground golf_course dog_park common recreation_ground"),
    "landuse": listed(
        "forest grass meadow allotments cemetery recreation_ground village_green orchard vineyard flowerbed "
        "greenery plant_nursery"
    ),
    "natural": listed("wood scrub heath grassland wetland shrubbery"),
}
#: from how many square metres on an area is drawn from a zoom on
_AREA_ZOOMS = (
    (5_000_000, 8),
    (1_000_000, 9),
    (300_000, 10),
    (100_000, 11),
    (30_000, 12),
    (8_000, 13),
    (1_500, 14),
)
_SMALLEST_AREA_ZOOM = 15
_LARGE_BUILDING = 400.0

_LEVELS = {"7": Boundary.Level.COMMUNITY, "8": Boundary.Level.DISTRICT, "9": Boundary.Level.SETTLEMENT}
_SETTLED = {
    "city": Settlement.Kind.CITY,
    "town": Settlement.Kind.TOWN,
    "village": Settlement.Kind.VILLAGE,
    "hamlet": Settlement.Kind.VILLAGE,
    "neighbourhood": Settlement.Kind.NEIGHBOURHOOD,
    "quarter": Settlement.Kind.NEIGHBOURHOOD,
    "suburb": Settlement.Kind.NEIGHBOURHOOD,
}
_DISTRICTS = frozenset({"suburb", "borough", "quarter", "neighbourhood", "district"})


def area_zoom(square_metres: float) -> int:
    """The zoom from which green and water of this size are drawn."""
    return next((zoom for least, zoom in _AREA_ZOOMS if square_metres >= least), _SMALLEST_AREA_ZOOM)


def building_zoom(square_metres: float) -> int:
    """The zoom from which a building of this size is drawn."""
    return 14 if square_metres >= _LARGE_BUILDING else 15


def boundary(tags: Tags) -> Values | None:
    """A boundary of the community or of a part of it; admin_level as Ukraine uses it since the reform of 2020."""
    level = _LEVELS.get(tags.get("admin_level", ""))
    name = name_of(tags)
    if tags.get("boundary") != "administrative" or level is None or not name:
        return None
    place = tags.get("place", "")
    if place in _DISTRICTS:
        level = Boundary.Level.DISTRICT
    elif place in _SETTLED:
        level = Boundary.Level.SETTLEMENT
    return {"name": name, "katottg": code_of(tags), "level": level.value}


def settlement(tags: Tags) -> Values | None:
    kind, name = _SETTLED.get(tags.get("place", "")), name_of(tags)
    if kind is None or not name:
        return None
    population = whole(tags.get("population"), 100_000_000)
    return {"name": name, "kind": kind.value, "katottg": code_of(tags), "population": population}


def code_of(tags: Tags) -> str:
    """The code of the KATOTTG codifier, else the older one of KOATUU."""
    return next(
        (found for key in ("katotth", "katottg", "koatuu") if (found := fitting(tags.get(key), 19))), ""
    )


#: of a way, what is met on it: tags of nodes with their places, `key=value&…@longitude,latitude;…`; no tag of
#: OpenStreetMap's
MET = "map:met"
#: what of a node's tags tells how it is passed
_PASSED = (
    *("barrier", "kerb", "kerb:height", "kerb:left", "kerb:right", "height", "maxwidth:physical", "maxwidth"),
    *("highway", "crossing", "tactile_paving", "traffic_signals:sound", "wheelchair"),
    *("access", "foot", "locked", "opening_hours", "seasonal", "operational_status"),
    *(
        "access:conditional",
        "foot:conditional",
        "wheelchair:conditional",
        "construction",
        "disused",
        "abandoned",
    ),
)
_LONGEST_TOLD = 40


def obstacle(tags: Tags) -> str:
    """The tags of a node that may bar, narrow or cross a way (a barrier, a kerb, a lift, a crossing), as an address
    writes them; empty for other nodes. What they mean to whom is said where routes are reckoned
    (accessibility.routing.spots)."""
    if not (
        {"barrier", "kerb", "kerb:height"} & tags.keys() or tags.get("highway") in {"elevator", "crossing"}
    ):
        return ""
    return urlencode({name: tags[name][:_LONGEST_TOLD] for name in _PASSED if name in tags})


def road(tags: Tags) -> Values | None:
    kind = tags.get("highway", "")
    zoom = _ROAD_ZOOM.get(kind.removesuffix("_link"))
    if zoom is None:
        return None
    return {
        **_ground(kind, tags),
        "min_zoom": zoom,
        "surface": fitting(tags.get("surface"), 40),
        "width": metres(tags.get("width")),
    }


def is_unknown_road(tags: Tags) -> bool:
    """Whether a way says that it is a road, and of a kind that nobody agreed upon."""
    kind = tags.get("highway", "")
    return bool(kind) and kind not in _NO_ROADS and kind.removesuffix("_link") not in _ROAD_ZOOM


def street(tags: Tags) -> Values | None:
    """The street that a named road is a part of."""
    name = name_of(tags)
    if not name or road(tags) is None:
        return None
    kind, core = split_street(name)
    return {"kind": kind, "name": core, "former": [split_street(former) for former in former_names(tags)]}


def railway(tags: Tags) -> Values | None:
    kind = tags.get("railway", "")
    if kind not in _RAILWAYS or (kind == "subway" and tags.get("tunnel") == "yes"):
        return None
    zoom = _YARD_ZOOM if tags.get("service") else _RAILWAY_ZOOM.get(kind, _YARD_ZOOM)
    return {**_ground(kind, tags), "min_zoom": zoom}


def stream(tags: Tags) -> tuple[Values, float] | None:
    """A water that is mapped as a line, and its width in metres: by its tag, else a plausible one of its kind."""
    kind = tags.get("waterway", "")
    if kind not in STREAM_WIDTHS or tags.get("tunnel") in _UNDERGROUND or tags.get("covered") == "yes":
        return None
    width = metres(tags.get("width"), _WIDEST_RIVER) or STREAM_WIDTHS[kind]
    return _ground(kind, tags), width


def water(tags: Tags) -> Values | None:
    if tags.get("tunnel") in _UNDERGROUND:
        return None
    if tags.get("natural") == "water":
        return _ground(fitting(tags.get("water"), 40) or "water", tags)
    if tags.get("waterway") in {"riverbank", "dock"}:
        return _ground("river" if tags["waterway"] == "riverbank" else "dock", tags)
    if tags.get("landuse") in {"reservoir", "basin"}:
        return _ground(tags["landuse"], tags)
    return None


def green(tags: Tags) -> Values | None:
    if tags.get("amenity") == "grave_yard":
        return _ground("cemetery", tags)
    for key, kinds in _GREEN.items():
        if tags.get(key) in kinds and tags.get("indoor") in {None, "no"}:
            return _ground(tags[key], tags)
    return None


def building(tags: Tags) -> Values | None:
    kind = plain(tags.get("building", ""))
    if kind in {"", "no"} or tags.get("location") == "underground":
        return None
    return {**_ground(fitting(kind, 40) or "yes", tags), "levels": storeys(tags)}


def is_area(tags: Tags) -> bool:
    """Whether a closed way is an area; a closed road, railway or stream is one only when it says so."""
    if tags.get("area") in {"yes", "no"}:
        return tags["area"] == "yes"
    return "building" in tags or not (road(tags) or railway(tags) or stream(tags))


def stop(tags: Tags) -> Values | None:
    is_stop = (
        tags.get("highway") == "bus_stop"
        or tags.get("railway") == "tram_stop"
        or tags.get("public_transport") in {"platform", "stop_position"}
    )
    if not is_stop:
        return None
    boarding = {
        "yes": Stop.Boarding.POSSIBLE,
        "designated": Stop.Boarding.POSSIBLE,
        "no": Stop.Boarding.IMPOSSIBLE,
    }
    return {
        "name": name_of(tags) or "Зупинка",
        "code": fitting(tags.get("ref"), 40) or fitting(tags.get("local_ref"), 40),
        "wheelchair_boarding": boarding.get(tags.get("wheelchair", ""), Stop.Boarding.UNKNOWN).value,
    }


def _ground(kind: str, tags: Tags) -> Values:
    return {"kind": kind, "name": name_of(tags), "tags": plain_tags(tags)}
