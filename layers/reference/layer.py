"""The ground of the map, and what of it is looked up by itself: streets, addresses, stops, the boundary."""

from collections.abc import Collection
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from layers.fields import Field
from layers.layer import Group, Layer, Whereabouts
from layers.provenance import Source
from layers.reference.models import (
    Address,
    Boundary,
    Building,
    Green,
    Railway,
    Road,
    Settlement,
    Stop,
    Street,
    Water,
)
from layers.reference.whereabouts import of_streets
from layers.registry import register
from layers.styles import ByValue, Shape, Single, Symbol, Tone

#: of what the city's own files say; what is from elsewhere says so in its rows (provenance.ROW_SOURCES)
_CITY_REGISTER = Source("CC-BY-4.0", updated="P1Y")


@register
class StopLayer(Layer):
    slug = "stops"
    title = _("Public transport stops")
    model = Stop
    headline = "{name}"
    shape = Shape.PILL
    group, rank = Group.CITY, 10
    zooms = range(13, 23)
    style = ByValue(
        "wheelchair_boarding",
        {
            Stop.Boarding.POSSIBLE: Symbol(_("Boarding in a wheelchair is possible"), Tone.GOOD),
            Stop.Boarding.IMPOSSIBLE: Symbol(_("Boarding in a wheelchair is not possible"), Tone.BAD),
            Stop.Boarding.UNKNOWN: Symbol(_("Boarding in a wheelchair: unknown"), Tone.UNKNOWN),
        },
    )
    source = _CITY_REGISTER
    fields = (
        Field("wheelchair_boarding", filter=True, in_tile=True, leading=True),
        Field("name", search=True),
        Field("code", filter=True),
    )


@register
class AddressLayer(Layer):
    slug = "addresses"
    title = _("Addresses")
    model = Address
    headline = "{street_name}, {house}"
    is_place = True
    group, rank = Group.CITY, 40
    zooms = range(16, 23)
    # The base map writes the numbers of houses.
    underlies = True
    style = Single(Symbol(_("Address"), Tone.NEUTRAL))
    source = _CITY_REGISTER
    fields = (
        Field("street_name", search=True, leading=True),
        Field("house", search=True, in_tile=True, leading=True),
        Field("former_street", search=True, leading=True),
        Field("postcode"),
        Field("settlement_name", search=True, filter=True),
    )


@register
class StreetLayer(Layer):
    slug = "streets"
    title = _("Streets")
    description = _("Streets with the names they bore before.")
    model = Street
    headline = "{kind} {name}"
    is_place = True
    group, rank = Group.CITY, 30
    zooms = range(14, 23)
    # The base map writes their names: a street is one line, where a road is many pieces.
    underlies = True
    style = Single(Symbol(_("Street"), Tone.NEUTRAL))
    source = _CITY_REGISTER
    fields = (
        Field("name", search=True, in_tile=True),
        Field("kind", search=True, filter=True, in_tile=True, leading=True),
        Field("former", search=True, leading=True),
        Field("settlement__name", leading=True),
    )

    def whereabouts(self, numbers: Collection[int]) -> dict[int, Whereabouts]:
        return of_streets(numbers)


@register
class BoundaryLayer(Layer):
    slug = "boundary"
    title = _("Boundaries")
    model = Boundary
    headline = "{name}"
    divides = True
    group, rank = Group.CITY, 20
    underlies = True
    style = Single(Symbol(_("Boundary"), Tone.NEUTRAL))
    source = _CITY_REGISTER
    fields = (
        Field("name", search=True),
        Field("level", filter=True, in_tile=True, leading=True),
        Field("katottg", filter=True),
    )


@register
class SettlementLayer(Layer):
    slug = "settlements"
    title = _("Settlements")
    model = Settlement
    headline = "{name}"
    is_place = True
    group, rank = Group.GROUND, 90
    style = Single(Symbol(_("Settlement"), Tone.NEUTRAL))
    source = _CITY_REGISTER
    fields = (
        Field("name", search=True, in_tile=True),
        Field("kind", filter=True, in_tile=True, leading=True),
        Field("katottg", filter=True),
        Field("population", leading=True),
    )


class Ground(Layer):
    """A layer of the base map: drawn by its kind from a zoom on, never clustered, with its source's own history."""

    group = Group.GROUND
    headline = "{name}"
    shape = Shape.DOT
    clustered = False
    keeps_history = False
    source = _CITY_REGISTER
    fields: ClassVar[tuple[Field, ...]] = (
        Field("kind", filter=True, in_tile=True),
        Field("name", in_tile=True),
    )


@register
class GreenLayer(Ground):
    slug = "green"
    named_by = "name"
    title = _("Green areas")
    model = Green
    rank = 10
    style = Single(Symbol(_("Green area"), Tone.NEUTRAL))


@register
class WaterLayer(Ground):
    slug = "water"
    named_by = "name"
    title = _("Water")
    model = Water
    rank = 20
    style = Single(Symbol(_("Water"), Tone.NEUTRAL))


@register
class BuildingLayer(Ground):
    slug = "buildings"
    named_by = "name"
    title = _("Buildings")
    model = Building
    rank = 30
    zooms = range(14, 23)
    style = Single(Symbol(_("Building"), Tone.NEUTRAL))
    fields = (Field("kind", filter=True), Field("name"), Field("levels"))


@register
class RailwayLayer(Ground):
    slug = "railways"
    title = _("Railways")
    model = Railway
    rank = 40
    style = Single(Symbol(_("Railway"), Tone.NEUTRAL))
    fields = (Field("kind", filter=True, in_tile=True), Field("name"))


@register
class RoadLayer(Ground):
    slug = "roads"
    title = _("Roads")
    model = Road
    rank = 50
    style = Single(Symbol(_("Road"), Tone.NEUTRAL))
    fields = (
        Field("kind", filter=True, in_tile=True),
        Field("name"),
        Field("surface", filter=True),
        Field("width", unit=_("m")),
    )
