"""Ways joined as surveyors join them: where two meet, both have a point, so that one can be followed into the other."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point, STRtree

#: metres from which an end that misses another way is taken to it
_MISSED = 1.5
#: metres within which two points are one
_SAME = 0.05

Course: TypeAlias = LineString | MultiLineString


def joined(courses: Sequence[Course]) -> list[Course]:
    """The same courses (metres) with a common point wherever two of them meet or cross."""
    parts = [shapely.get_parts(course) for course in courses]
    lines = _with_ends_met([line for own in parts for line in own])
    points = _meetings(lines)
    made = iter(_with_points(line, points[number]) for number, line in enumerate(lines))
    found: list[Course] = []
    for course, own in zip(courses, parts, strict=True):
        pieces = [next(made) for _part in own]
        found.append(MultiLineString(pieces) if isinstance(course, MultiLineString) else pieces[0])
    return found


def _with_ends_met(lines: Sequence[LineString]) -> list[LineString]:
    """Lines whose ends lie on the other line that they miss by a little."""
    tree = STRtree(lines)
    found = []
    for number, line in enumerate(lines):
        places = shapely.get_coordinates(line)
        for end in (0, -1):
            point = Point(places[end])
            near = [k for k in tree.query(point, predicate="dwithin", distance=_MISSED) if k != number]
            if near:
                other = lines[min(near, key=lambda k: (lines[k].distance(point), k))]
                places[end] = other.interpolate(other.project(point)).coords[0]
        found.append(LineString(places))
    return found


def _meetings(lines: Sequence[LineString]) -> dict[int, list[np.ndarray]]:
    """For each line the points at which it meets another; the same point, to the last digit, for both."""
    found: dict[int, list[np.ndarray]] = defaultdict(list)
    pairs = STRtree(lines).query(lines, predicate="dwithin", distance=_SAME)
    for one, other in sorted(zip(*pairs.tolist(), strict=True)):
        if one < other:
            meeting = lines[one].intersection(lines[other])
            if meeting.is_empty:
                meeting = Point(shapely.shortest_line(lines[one], lines[other]).coords[0])
            for place in shapely.get_coordinates(meeting):
                found[one].append(place)
                found[other].append(place)
    return found


def _with_points(line: LineString, points: Sequence[np.ndarray]) -> LineString:
    """A line through further points that lie on it; they take the place of its own ones that are nearly there."""
    if not points:
        return line
    own = shapely.get_coordinates(line)
    given = np.array(points)
    kept = [place for place in own if np.min(np.hypot(*(given - place).T)) > _SAME]
    places = sorted([*kept, *given], key=lambda place: line.project(Point(place)))
    unique = [places[0]]
    for place in places[1:]:
        if np.hypot(*(place - unique[-1])) > 0:
            unique.append(place)
    return LineString(unique) if len(unique) > 1 else line
