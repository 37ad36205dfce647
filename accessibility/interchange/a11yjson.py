"""Places as A11yJSON (PlaceInfo, version 31): measures with their units, the grade by our verdict for wheelchairs."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from accessibility.interchange.mapping import A11YJSON, held
from accessibility.interchange.places import Known
from accessibility.vocabulary import Verdict
from accessibility.whole import Section

VERSION = "31.1.0"
_OF_AN_ENTRANCE = "entrances.0.properties."
#: our verdict for a wheelchair → theirs; what is unknown has none
_GRADES = {Verdict.ACCESSIBLE: "fully", Verdict.PARTLY: "partially", Verdict.BARRIER: "not"}


def collection(places: Iterable[Known], site: str, licence: str) -> Iterator[bytes]:
    """A GeoJSON collection of PlaceInfos, piece by piece; `licence` says in words under which it is given."""
    yield b'{"type":"FeatureCollection","description":' + orjson.dumps(licence) + b',"features":['
    for number, known in enumerate(places):
        yield (b"," if number else b"") + orjson.dumps(place_info(known, site))
    yield b"]}"


def place_info(known: Known, site: str) -> dict[str, Any]:
    """One place. `site` is the address of the map, from which its pages are named."""
    place = known.place
    address = {"street": place.shown("street"), "house": place.shown("house"), "city": place.settlement}
    properties = {
        "name": {"uk": place.name},
        "category": place.kind,
        "address": {name: {"uk": text} for name, text in address.items() if text},
        "phoneNumber": place.phone or None,
        "placeWebsiteUrl": place.website or None,
        "infoPageUrl": f"{site}/places/{place.pk}/",
        "originalId": str(place.pk),
        "accessibility": _accessibility(known),
    }
    return {
        "type": "Feature",
        "formatVersion": VERSION,
        "geometry": {"type": "Point", "coordinates": list(known.at)},
        "properties": {name: value for name, value in properties.items() if value},
    }


def _accessibility(known: Known) -> dict[str, Any]:
    found: dict[str, Any] = {}
    grade = _GRADES.get(Verdict(known.place.for_wheelchair))
    if grade:
        found["wheelchairAccessibilityGrade"] = grade
    if known.sheet:
        for path, value in held(A11YJSON, known.sheet):
            _put(found, path.split("."), value)
    entrances = [_entrance(one) for one in known.whole.entrances] if known.whole else []
    return found | ({"entrances": entrances} if entrances else {})


def _entrance(one: Section) -> dict[str, Any]:
    """One entrance: what it is called, where it is, and what the audit that tells of it found there."""
    found: dict[str, Any] = {}
    for path, value in held(A11YJSON, one.sheet):
        if path.startswith(_OF_AN_ENTRANCE):
            _put(found, path.removeprefix(_OF_AN_ENTRANCE).split("."), value)
    properties = found | (
        {"name": {"uk": one.part.name}, "isMainEntrance": one.part.is_main} if one.part else {}
    )
    where = one.at
    geometry = {"type": "Point", "coordinates": [round(where.x, 6), round(where.y, 6)]} if where else None
    return {"properties": properties} | ({"geometry": geometry} if geometry else {})


def _put(into: Any, path: list[str], value: Any) -> None:
    """Set a value at a path; a list of which nothing is known yet gets its first member."""
    name, *rest = path
    if not rest:
        into[name] = value
    elif rest[0] == "0":
        members = into.setdefault(name, [{}])
        _put(members[0], rest[1:], value)
    else:
        _put(into.setdefault(name, {}), rest, value)
