"""Places as an OpenStreetMap file (XML 0.6) to be looked through before anything is uploaded: nodes with tags.

The numbers are negative: nothing of it is known there yet, and nobody may upload it as it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import quoteattr

from accessibility.interchange.mapping import OSM, held
from accessibility.interchange.places import Known
from accessibility.vocabulary import Verdict

_WHEELCHAIR = {Verdict.ACCESSIBLE: "yes", Verdict.PARTLY: "limited", Verdict.BARRIER: "no"}


def document(places: Iterable[Known], licence: str) -> Iterator[str]:
    """The file, piece by piece; `licence` says in words under which it is given."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" upload="false" note={quoteattr(licence)}>\n'
    for known in places:
        longitude, latitude = known.at
        written = "".join(f"    <tag k={quoteattr(k)} v={quoteattr(v)}/>\n" for k, v in tags(known).items())
        yield f'  <node id="-{known.place.pk}" lat="{latitude}" lon="{longitude}">\n{written}  </node>\n'
    yield "</osm>\n"


def tags(known: Known) -> Mapping[str, str]:
    """The tags of a place; what nobody has measured is none."""
    place = known.place
    found = {
        "name": place.name,
        "addr:street": place.shown("street"),
        "addr:housenumber": place.shown("house"),
        "opening_hours": place.opening_hours,
        "phone": place.phone,
        "website": place.website,
        "wheelchair": _WHEELCHAIR.get(Verdict(place.for_wheelchair), ""),
        "check_date:wheelchair": f"{place.audited_on:%Y-%m-%d}" if place.audited_on else "",
    }
    if known.sheet:
        found |= {tag: _said(value) for tag, value in held(OSM, known.sheet)}
    return {tag: value for tag, value in found.items() if value}


def _said(value: bool | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}"
