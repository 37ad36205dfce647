"""Where the community is: inside of its outline, where the register has one; else inside of the city's bounds alone."""

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import QuerySet

from layers.reference.models import Boundary


def contains(place: Point) -> bool:
    """Whether a place (EPSG:4326) is where the city answers for it."""
    west, south, east, north = settings.CITY.bounds
    if not (west <= place.x <= east and south <= place.y <= north):
        return False
    known = _outlines()
    return not known.exists() or known.filter(geom__covers=place).exists()


def outline() -> GEOSGeometry | None:
    """The community's outline (EPSG:4326); None where the register has none."""
    whole: GEOSGeometry | None = None
    for row in _outlines():
        if row.geom is not None:
            whole = row.geom if whole is None else whole.union(row.geom)
    return whole


def _outlines() -> QuerySet[Boundary]:
    return Boundary.objects.filter(
        level=Boundary.Level.COMMUNITY,
        published=True,
        restricted=False,
        geom__isnull=False,
        gone_at__isnull=True,
    )
