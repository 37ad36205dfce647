"""The ways on foot as OpenSidewalks 0.3: edges, and nodes with kerbs. What its words cannot say is in `ext:` fields."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import shapely

from accessibility.routing.network import Edge, Network
from accessibility.routing.tags import Way

SCHEMA = "https://sidewalks.washington.edu/opensidewalks/0.3/schema.json"
_HIGHWAYS = frozenset(
    {
        *("footway", "living_street", "pedestrian", "primary", "residential", "secondary"),
        *("steps", "tertiary", "unclassified"),
    }
)
_SURFACES = frozenset(
    {"asphalt", "concrete", "dirt", "grass", "grass_paver", "gravel", "paved", "paving_stones", "unpaved"}
)
#: metres up to which a kerb is called lowered
_LOWERED = 0.03
#: from metres of a plane to longitude and latitude; arrays, too
Degrees = Callable[[Any, Any], Any]


def edges(network: Network, degrees: Degrees, region: dict[str, Any]) -> Iterator[bytes]:
    """The edges, piece by piece. `region`: the outline of the community as GeoJSON (EPSG:4326)."""
    features = (
        _feature(shapely.transform(edge.line, degrees, interleaved=False), _edge(number, edge, network))
        for number, edge in enumerate(network.edges)
    )
    return _collection(features, region)


def nodes(network: Network, degrees: Degrees, region: dict[str, Any]) -> Iterator[bytes]:
    """The places at which edges meet; those at the ends of a crossing with its kerb."""
    kerbs = _kerbs(network)
    features = (
        _feature(shapely.Point(*degrees(*place)), {"_id": str(number), **kerbs.get(number, {})})
        for number, place in enumerate(network.places)
    )
    return _collection(features, region)


def _collection(features: Iterator[dict[str, Any]], region: dict[str, Any]) -> Iterator[bytes]:
    head = orjson.dumps({"$schema": SCHEMA, "region": region, "type": "FeatureCollection"})
    yield head[:-1] + b',"features":['
    for number, feature in enumerate(features):
        yield (b"," if number else b"") + orjson.dumps(feature)
    yield b"]}"


def _feature(shape: shapely.Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = shapely.geometry.mapping(shapely.set_precision(shape, 1e-7, mode="pointwise"))
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _edge(number: int, edge: Edge, network: Network) -> dict[str, Any]:
    way = network.way_of(number)
    ends = {"_id": str(number), "_u_id": str(edge.one), "_v_id": str(edge.other)}
    if way.kind not in _HIGHWAYS and way.kind not in {"path", "service", "track", "corridor", "cycleway"}:
        return ends
    known: dict[str, Any] = {
        "highway": way.kind if way.kind in _HIGHWAYS else "footway",
        "length": round(edge.length, 2),
        "name": way.name or None,
        "surface": way.surface if way.surface in _SURFACES else None,
        "width": way.width,
        # The sign is not known here: how steep it is, and not which way.
        "incline": None if way.incline is None or way.has_steps else round(way.incline / 100, 4),
        "footway": "crossing" if way.is_crossing and way.kind == "footway" else None,
    }
    return {**ends, **{name: value for name, value in known.items() if value is not None}, **_beside(way)}


def _beside(way: Way) -> dict[str, Any]:
    """What the format has no words for."""
    found: dict[str, Any] = {"ext:source": way.path}
    if way.kind not in _HIGHWAYS:
        found["ext:highway"] = way.kind
    if way.surface and way.surface not in _SURFACES:
        found["ext:surface"] = way.surface
    if way.smoothness:
        found["ext:smoothness"] = way.smoothness
    if way.kerb is not None:
        found["ext:kerb_height"] = way.kerb
    return found


def _kerbs(network: Network) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for number, edge in enumerate(network.edges):
        kerb = _kerb(network.way_of(number))
        for node in (edge.one, edge.other) if kerb else ():
            found[node] = {"barrier": "kerb", "kerb": kerb}
    return found


def _kerb(way: Way) -> str:
    if not way.is_crossing:
        return ""
    if way.has_raised_kerb or (way.kerb or 0) > _LOWERED:
        return "raised"
    if way.kerb is None:
        return ""
    return "lowered" if way.kerb else "flush"
