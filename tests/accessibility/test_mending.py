"""What to mend first: whom it shuts out, what lies behind it, how much work it is."""

from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accessibility import norms
from accessibility.actions import conclude
from accessibility.checks import flaws
from accessibility.mending.actions import list_what_to_mend
from accessibility.mending.rules import Weighed, efforts, ranked
from accessibility.models import Answer, Audit, Mending, Remedy
from accessibility.vocabulary import BarrierKind, Effort, Profile
from layers.registry import catalogue
from tests.accessibility.test_parts import CASES, STEPS, written
from tests.samples import HERE, row

#: a place with two entrances, neither of which lets a chair in
BARRED = next(case for case in CASES if case["name"] == "every entrance is known to bar")
X, Y = HERE
#: degrees of about 100 m to the north
NORTH = 0.0009
GOOD = {"surface": "asphalt", "width": 1.8, "tags": {"incline": "2%"}}

counts = st.integers(0, 50)


@given(persons=counts, near=counts, uses=counts, effort=st.sampled_from(Effort.values))
def test_more_people_are_never_less_urgent_and_more_work_never_more(
    persons: int, near: int, uses: int, effort: str
) -> None:
    one = Weighed("one", persons, near, uses, (effort,))
    assert Weighed("more", persons + 1, near, uses, (effort,)).score >= one.score
    assert Weighed("more", persons, near + 1, uses, (effort,)).score >= one.score
    assert Weighed("more", persons, near, uses + 1, (effort,)).score >= one.score
    assert Weighed("work", persons, near, uses, (effort, "L")).score <= one.score


def test_what_shuts_nobody_out_is_in_no_list() -> None:
    assert ranked([Weighed("none", 0, 9, 9, ("S",))]) == []
    easy, hard = Weighed("easy", 2, 3, 4, ("S",)), Weighed("hard", 2, 3, 4, ("L",))
    assert [one.key for one in ranked([hard, easy])] == ["easy", "hard"]
    assert (easy.affected, easy.score, hard.score) == (24, 24, 24 / 25)


def test_each_kind_of_barrier_has_its_effort() -> None:
    assert set(efforts()["barriers"]) == set(BarrierKind.values)
    assert {*efforts()["barriers"].values(), *efforts()["ways"].values()} <= set(efforts()["points"])
    assert set(efforts()["points"]) == set(Effort.values)


@pytest.fixture
def city() -> dict[str, Any]:
    """A stop, and two ways from it to two places each: one with steps, one with a barrier."""
    row(catalogue["stops"], (X, Y), name="Зупинка")
    made: dict[str, Any] = {}
    for name, east in (("steps", -NORTH), ("barrier", NORTH)):
        first, second = (X + east, Y), (X + 2 * east, Y)
        _way((X, Y), first, kind="steps" if name == "steps" else "footway")
        _way(first, second)
        for at in (first, second):
            made[f"{name} {at[0]}"] = row(catalogue["places"], (at[0], Y + 0.0001), name=name)
    made["barrier"] = row(
        catalogue["barriers"], (X + NORTH / 2, Y), kind="ice", severity="impassable", status="confirmed"
    )
    return made


def _way(*places: tuple[float, float], **values: Any) -> Any:
    line = MultiLineString(LineString(*places, srid=4326), srid=4326)
    return row(catalogue["roads"], geom=line, **{"kind": "footway", "name": "", **GOOD, **values})


@pytest.mark.django_db
def test_what_bars_the_ways_to_places_is_counted_for_each_person(city: dict[str, Any]) -> None:
    list_what_to_mend()
    ice = Mending.objects.get(subject_path=f"/barriers/{city['barrier'].pk}/")
    # Ice that hinders all, and shuts out all but who does not hear, on the ways to two places.
    assert (ice.persons, ice.uses) == (6, 2 * 5)
    assert ice.near == 4
    assert ice.affected == ice.persons * 4 * ice.uses
    steps = Mending.objects.get(subject="way")
    # Steps shut out both wheelchairs and the pram, and nobody else.
    assert (steps.persons, steps.uses, steps.near) == (3, 6, 4)
    assert "wheelchair" in steps.for_whom.split(",")
    (column,) = (one for one in catalogue["mending"].columns if one.name == "for_whom")
    assert "на кріслі колісному" in column.display(steps.for_whom)
    # Salt is less work than a ramp.
    assert ice.place_in_list < steps.place_in_list


@pytest.mark.django_db
@pytest.mark.parametrize(
    "told",
    [
        {"smoothness": "impassable"},
        {"wheelchair": "no"},
        {"incline:across": "9%"},
        {"map:met": f"barrier=turnstile@{X + NORTH / 2},{Y}"},
        {"map:met": f"barrier=bollard&maxwidth%3Aphysical=0.4@{X + NORTH / 2},{Y}"},
        {"map:met": f"barrier=gate&locked=yes@{X + NORTH / 2},{Y}"},
    ],
)
def test_whatever_bars_a_way_has_its_effort(told: dict[str, str]) -> None:
    row(catalogue["stops"], (X, Y), name="Зупинка")
    row(catalogue["places"], (X + NORTH, Y + 0.0001), name="Аптека")
    _way((X, Y), (X + NORTH, Y), tags=GOOD["tags"] | told)
    list_what_to_mend()
    assert "wheelchair" in Mending.objects.get(subject="way").for_whom.split(",")


def test_a_limit_without_an_effort_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(flaws()) == []
    monkeypatch.delitem(efforts()["ways"], "smoothness")
    assert list(flaws()) == ["efforts.toml, [ways]: smoothness has no estimate"]


@pytest.mark.django_db
def test_a_place_is_mended_by_what_bars_there(city: dict[str, Any]) -> None:
    place = row(catalogue["places"], (X, Y + NORTH), name="Аптека", kind="pharmacy")
    norm = norms.current()
    criterion = norm.by_code["door_width"]
    audit = Audit.objects.create(place=place, made_on="2026-05-01", norm=norm.code)
    Answer.objects.create(
        audit=audit, norm=norm.name, clause=criterion.clause, code="door_width", value=600, unit="mm"
    )
    conclude(audit)
    list_what_to_mend()
    door = Mending.objects.get(subject_path=f"/places/{place.pk}/")
    assert criterion.clause in door.todo
    assert (door.effort, door.uses, door.near) == (criterion.cost, 1, 0)


@pytest.mark.django_db
def test_only_what_changed_is_written_and_what_an_editor_said_stays(city: dict[str, Any]) -> None:
    first = list_what_to_mend()
    assert first["entered"] == Mending.objects.count() > 0
    way = Mending.objects.get(subject="way")
    remedy = Remedy.objects.create(subject_path=way.subject_path, name="Пандус", path="/projects/1/")
    way.refresh_from_db()
    assert way.remedy_name == "Пандус"
    assert list_what_to_mend() == {"entered": 0, "changed": 0, "removed": 0}
    city["barrier"].status = "removed"
    city["barrier"].save()
    assert list_what_to_mend()["removed"] == 1
    assert Mending.objects.get(subject="way").remedy_path == "/projects/1/"
    remedy.delete()
    assert Mending.objects.get(subject="way").remedy_path == ""


@pytest.mark.django_db
def test_what_is_hidden_is_in_no_list(city: dict[str, Any]) -> None:
    city["barrier"].publication = "hidden"
    city["barrier"].save()
    list_what_to_mend()
    assert not Mending.objects.filter(subject="barrier").exists()


@pytest.mark.django_db
def test_the_page_tells_every_figure_of_the_order(client: Client, city: dict[str, Any]) -> None:
    assert "Nothing is known that shuts anybody out" in client.get("/mend?lang=en").content.decode()
    list_what_to_mend()
    told = client.get("/mend?lang=en").content.decode()
    for one in Mending.objects.all():
        assert f'data-label="Weight">{one.affected}</td>' in told
        assert f'href="{one.subject_path}"' in told
    # Only names are in Ukrainian there.
    with translation.override("en"):
        assert str(Profile.WHEELCHAIR.label) in told
    assert "на кріслі" not in told


@pytest.mark.django_db
def test_for_one_person_only_what_bars_that_person(client: Client, city: dict[str, Any]) -> None:
    list_what_to_mend()
    for profile in Profile:
        told = client.get("/mend", {"profile": profile.value, "lang": "en"}).content.decode()
        for one in Mending.objects.all():
            is_for = profile.value in one.for_whom.split(",")
            assert (f'href="{one.subject_path}"' in told) is is_for


@pytest.mark.parametrize("field", ["path", "subject_path"])
def test_an_address_that_is_none_of_this_map_mends_nothing(field: str) -> None:
    said = {"subject_path": "/barriers/1/", "path": "/tenders/1/", "name": "Ремонт"}
    Remedy(**said).full_clean(validate_unique=False)
    with pytest.raises(ValidationError, match=r"/12/"):
        Remedy(**{**said, field: "https://example.org/"}).full_clean(validate_unique=False)


@pytest.mark.django_db
def test_who_is_let_in_by_another_entrance_is_not_shut_out() -> None:
    let_in, barred = written(STEPS), written(BARRED)
    list_what_to_mend()
    found = {one.subject_path: one for one in Mending.objects.filter(subject="place")}
    assert f"/places/{let_in.pk}/" not in found
    assert "5.3 (вхід без сходинок)" in found[f"/places/{barred.pk}/"].todo
