"""Where a kiosk or a board may stand: at the edge of pavements, near stops, never in a building, a street or water."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree

from maps.demo.ground import Ground
from maps.demo.noise import Noise
from maps.demo.plane import boxes, places_along


@dataclass(frozen=True)
class Spots:
    """Chosen places with the direction of their street, EPSG:32637."""

    place: np.ndarray
    along: np.ndarray
    footprint: np.ndarray


@dataclass(frozen=True)
class Manner:
    """How one kind of thing stands: metres from the kerb, half its size along and across, metres between two."""

    kerb: float
    half_length: tuple[float, float]
    half_width: tuple[float, float]
    apart: float
    step: float
    #: how much it likes stops, main streets and the centre
    stops: float
    mains: float
    centre: float
    #: the level of the outlines that it stands in
    within: str


def stand(ground: Ground, manner: Manner, count: int, random: np.random.Generator) -> Spots:
    """`count` places, or as many as there are."""
    candidates, along, street = _beside(ground, manner, random)
    weight = _weight(ground, manner, candidates, street, random)
    # The largest of weighted random keys: a weighted choice without replacement.
    key = np.log(random.random(len(weight))) / np.maximum(weight, 1e-9)
    order = np.argsort(-key, kind="stable")[: min(count * 6, int((weight > 0).sum()))]
    candidates, along = candidates[order], along[order]
    length = random.uniform(*manner.half_length, len(order))
    width = random.uniform(*manner.half_width, len(order))
    footprint = boxes(candidates, along, length, width)
    free = _free(ground, footprint)
    candidates, along, footprint = candidates[free], along[free], footprint[free]
    kept = _apart(candidates, manner.apart)[:count]
    return Spots(candidates[kept], along[kept], footprint[kept])


def _beside(
    ground: Ground, manner: Manner, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places along both sides of the named streets of the community."""
    chosen = [
        i
        for i, s in enumerate(ground.streets)
        if s.name and (s.role == "main" or s.style in ("centre", "flats") or random.random() < 0.35)
    ]
    lines = np.array([ground.streets[i].line for i in chosen])
    sizes = np.maximum(1, (shapely.length(lines) / manner.step).astype(int))
    owner = np.repeat(np.arange(len(lines)), sizes * 2)
    side = np.where(random.random(len(owner)) < 0.5, 1.0, -1.0)
    at = 9 + random.random(len(owner)) * np.maximum(shapely.length(lines)[owner] - 18, 1)
    before = places_along(lines, owner, np.maximum(at - 2, 0))
    after = places_along(lines, owner, at + 2)
    along = after - before
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)[:, None]
    kerb = np.array([ground.streets[i].width / 2 for i in chosen])[owner] + manner.kerb
    across = np.column_stack([-along[:, 1], along[:, 0]]) * (side * kerb)[:, None]
    return (before + after) / 2 + across, along, np.array(chosen)[owner]


def _weight(
    ground: Ground, manner: Manner, places: np.ndarray, street: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    points = shapely.points(places)
    stops = STRtree([stop.place for stop in ground.stops])
    near = stops.query_nearest(points, all_matches=False, return_distance=True)[1]
    main = np.array([s.role == "main" for s in ground.streets])[street]
    centre = np.hypot(*(places - ground.centre).T)
    crowd = np.clip(Noise(random, 260)(places) * 2.2, 0, 1)
    inside = shapely.contains(
        shapely.union_all([o.area for o in ground.outlines if o.level == manner.within]), points
    )
    weight = 0.12 + crowd + manner.stops * np.exp(-near / 35) + manner.mains * main
    return weight * (1 + manner.centre * np.exp(-centre / 900)) * inside


def _free(ground: Ground, footprint: np.ndarray) -> np.ndarray:
    """Whether each footprint stands clear of buildings, roadways and water."""
    taken = np.zeros(len(footprint), dtype=bool)
    taken[np.unique(ground.standing.query(footprint, predicate="dwithin", distance=0.6)[0])] = True
    tree = STRtree(footprint)
    taken[tree.query(ground.roadways, predicate="intersects")[1]] = True
    taken[tree.query([w.area for w in ground.terrain.waters], predicate="intersects")[1]] = True
    taken[tree.query([t.line.buffer(6) for t in ground.terrain.tracks], predicate="intersects")[1]] = True
    return ~taken


def _apart(places: np.ndarray, apart: float) -> np.ndarray:
    """Indices of places that keep their distance from all earlier ones."""
    points = shapely.points(places)
    one, other = STRtree(points).query(points, predicate="dwithin", distance=apart)
    dropped = np.zeros(len(points), dtype=bool)
    earlier = other < one
    for a, b in sorted(zip(one[earlier].tolist(), other[earlier].tolist(), strict=True)):
        if not dropped[b]:
            dropped[a] = True
    return np.flatnonzero(~dropped)
