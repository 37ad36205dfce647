"""What objects are by their tags."""

import pytest

from maps.osm import ground, places


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "hospital"}, "hospital"),
        ({"amenity": "cafe", "shop": "bakery"}, "restaurant"),
        ({"shop": "supermarket"}, "supermarket"),
        ({"office": "government", "name": "ЦНАП"}, "service_centre"),
        ({"amenity": "townhall", "name": "Центр надання адміністративних послуг"}, "service_centre"),
        ({"office": "government", "name": "Управління"}, "administration"),
        ({"healthcare": "pharmacy"}, "pharmacy"),
        ({"railway": "station", "name": "Слов'янськ"}, "station"),
        ({"leisure": "park", "name": "Шовковичний парк"}, "park"),
        ({"building": "church", "name": "Свято-Троїцький храм"}, "worship"),
        ({"leisure": "park"}, None),
        ({"building": "church"}, None),
        ({"shop": "vacant", "name": "Колишній магазин"}, None),
        ({"amenity": "bench", "name": "Лава"}, None),
        ({"amenity": "studio", "name": "Студія"}, "other"),
        ({"name": "Просто назва"}, None),
    ],
)
def test_kinds_of_places(tags: dict[str, str], kind: str | None) -> None:
    found = places.kind_of(tags)
    assert (found and found.value) == kind


@pytest.mark.parametrize(
    ("said", "claim", "by"),
    [
        ("yes", "yes", "OpenStreetMap"),
        ("limited", "limited", "OpenStreetMap"),
        ("no", "no", "OpenStreetMap"),
        ("maybe", "unknown", ""),
        ("", "unknown", ""),
    ],
)
def test_what_is_said_is_a_claim_and_never_a_verdict(said: str, claim: str, by: str) -> None:
    found = places.place({"amenity": "cafe", "name": "Кава", "wheelchair": said})
    assert found
    assert (found["claim"], found["claim_source"]) == (claim, by)
    assert "verdict" not in found


def test_a_place_without_a_name_is_called_by_its_kind() -> None:
    assert (places.place({"amenity": "toilets"}) or {})["name"] == "Громадська вбиральня"
    assert places.place({"office": "yes"}) is None


@pytest.mark.parametrize(
    ("highway", "zoom"),
    [
        ("motorway", 8),
        ("primary_link", 10),
        ("secondary", 11),
        ("tertiary", 12),
        ("residential", 13),
        ("service", 14),
        ("living_street", 14),
        ("footway", 15),
        ("steps", 15),
    ],
)
def test_zooms_of_roads(highway: str, zoom: int) -> None:
    assert (ground.road({"highway": highway}) or {})["min_zoom"] == zoom


@pytest.mark.parametrize("highway", ["proposed", "construction", "platform", "bus_stop", "літня", ""])
def test_what_is_no_road(highway: str) -> None:
    assert ground.road({"highway": highway}) is None
    assert ground.is_unknown_road({"highway": highway}) is (highway == "літня")


def test_zooms_by_area_fall_with_size() -> None:
    sizes = [0, 2e3, 1e4, 5e4, 2e5, 5e5, 2e6, 1e7]
    zooms = [ground.area_zoom(size) for size in sizes]
    assert zooms == [15, 14, 13, 12, 11, 10, 9, 8]
    assert (ground.building_zoom(5000), ground.building_zoom(50)) == (14, 15)


def test_streams_have_a_plausible_width() -> None:
    assert (ground.stream({"waterway": "river"}) or ())[1] == 20
    assert (ground.stream({"waterway": "canal", "width": "12"}) or ())[1] == 12
    assert ground.stream({"waterway": "stream", "tunnel": "culvert"}) is None


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({"admin_level": "7"}, "community"),
        ({"admin_level": "9"}, "settlement"),
        ({"admin_level": "8", "place": "city"}, "settlement"),
        ({"admin_level": "9", "place": "suburb"}, "district"),
        ({"admin_level": "6"}, None),
        ({"admin_level": "7", "boundary": "political"}, None),
    ],
)
def test_levels_of_boundaries(tags: dict[str, str], level: str | None) -> None:
    found = ground.boundary({"boundary": "administrative", "name": "Тут", **tags})
    assert (found and found["level"]) == level


@pytest.mark.parametrize(
    ("tags", "is_area"),
    [
        ({"highway": "residential", "junction": "roundabout"}, False),
        ({"highway": "pedestrian", "area": "yes"}, True),
        ({"highway": "platform", "public_transport": "platform"}, True),
        ({"landuse": "forest"}, True),
        ({"barrier": "fence", "area": "no"}, False),
    ],
)
def test_closed_ways_that_are_areas(tags: dict[str, str], is_area: bool) -> None:
    assert ground.is_area(tags) is is_area
