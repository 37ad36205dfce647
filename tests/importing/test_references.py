"""A mapping may name rows of other layers by their key, and take a point inside of an area."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from layers.importing import runs
from layers.importing.models import ImportRun
from layers.importing.refusals import FileRefused
from layers.reference.models import Address, Settlement, Street
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
STREETS = """
source = "streets"
key = "no"
[columns]
name = "name"
settlement = { from = "place", values = { 1 = "town" }, otherwise = "elsewhere", of = "places" }
"""
SETTLEMENTS = """
source = "places"
key = "name"
[geometry]
inside = true
[columns]
name = "name"
kind = { otherwise = "village" }
"""


def imported(folder: Path, slug: str, mapping: str, content: str | dict[str, Any]) -> ImportRun:
    table = folder / ("f.csv" if isinstance(content, str) else "f.geojson")
    table.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    (folder / "m.toml").write_text(mapping, encoding="utf-8")
    return runs.run(catalogue[slug], table, folder / "m.toml")


def feature(geometry: dict[str, Any], name: str = "Село") -> dict[str, Any]:
    one = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [one]}


def test_a_row_refers_to_another_layers_row_by_its_key(tmp_path: Path) -> None:
    town = row(catalogue["settlements"], source="places", external_id="town")
    row(catalogue["settlements"], source="others", external_id="town")
    content = "no,name,place\n1,Базарна,1\n"
    assert imported(tmp_path, "streets", STREETS, content).created == 1
    assert Street.objects.get().settlement == town
    assert imported(tmp_path, "streets", STREETS, content).unchanged == 1


def test_a_row_that_refers_to_nothing_is_refused(tmp_path: Path) -> None:
    row(catalogue["settlements"], source="places", external_id="town")
    run = imported(tmp_path, "streets", STREETS, "no,name,place\n1,Базарна,1\n2,Нова,7\n")
    assert (run.created, run.refused) == (1, 1)
    refusal = run.refusals.get()
    assert (refusal.row, refusal.value) == (2, "elsewhere")
    assert refusal.reason == "settlement: the source places has no such row: import it first"


@pytest.mark.parametrize("field", ["settlement", "permit"])
def test_a_relation_is_filled_by_a_key_only(tmp_path: Path, field: str) -> None:
    slug = "streets" if field == "settlement" else "kiosks"
    of = ', of = "passports"' if field == "permit" else ""
    mapping = f'source = "s"\nkey = "no"\n[columns]\n{field} = {{ from = "name"{of} }}\n'
    with pytest.raises(FileRefused, match=f"the field {field} of the layer {slug} cannot be imported"):
        imported(tmp_path, slug, mapping, "no,name\n1,x\n")


def test_of_an_area_a_point_inside_is_taken(tmp_path: Path) -> None:
    x, y = HERE
    horseshoe = [(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3), (0, 0)]
    ring = [[x + 0.001 * dx, y + 0.001 * dy] for dx, dy in horseshoe]
    run = imported(tmp_path, "settlements", SETTLEMENTS, feature({"type": "Polygon", "coordinates": [ring]}))
    assert (run.created, run.refused) == (1, 0)
    place = Settlement.objects.get().geom
    assert place.geom_type == "Point"
    assert not (x + 0.001 < place.x < x + 0.002 and place.y > y + 0.001)


def test_a_line_has_no_inside(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [HERE, (HERE[0], HERE[1] + 0.001)]}
    run = imported(tmp_path, "settlements", SETTLEMENTS, feature(line))
    assert "is a LineString, wanted: Point" in run.refusals.get().reason


def test_where_a_location_is_known_from_follows_the_location(tmp_path: Path) -> None:
    mapping = 'source = "s"\nkey = "no"\n[columns]\nname = "name"\n[geometry]\nlongitude = "lon"\nlatitude = "lat"\n'
    said = []
    for place in ("37.6,48.85", ",", "37.6,48.85"):
        imported(tmp_path, "stops", mapping, f"no,name,lon,lat\n1,Ринок,{place}\n2,Школа,37.6,48.85\n")
        said.append(catalogue["stops"].model.objects.get(external_id="1").location_source)
    assert said == ["register", "unknown", "register"]


# -- By words ------------------------------------------------------------------------------------------------------

ADDRESSES = """
source = "register"
key = ["street", "town", "house"]
[columns]
street_name = "street"
house = "house"
settlement_name = "town"
[columns.street]
from = "street"
of = "streets"
called = ["kind", "name"]
where = { settlement__name = "settlement_name" }
"""


@pytest.fixture
def town() -> dict[str, int]:
    """Streets of two settlements, of another source, and one that is gone; by a short name of each."""
    streets, settlements = catalogue["streets"], catalogue["settlements"]
    here, there = (row(settlements, name=name) for name in ("Ладижин", "Лукашівка"))
    made = {
        "market": row(streets, name="Базарна", settlement=here),
        "garden": row(streets, name="Садова", settlement=here),
        "garden there": row(streets, name="Садова", settlement=there),
        "lane": row(streets, name="Садова", kind="провулок", settlement=there),
        "brothers": row(streets, name="Братів Петрунів", settlement=here),
        "quiet": row(streets, name="Тихий-1", kind="провулок", settlement=here),
        "sun": row(streets, name="Солов’їна", settlement=here),
    }
    for number, street in enumerate(made.values()):
        Street.objects.filter(pk=street.pk).update(source="streets", external_id=str(number))
    row(streets, name="Базарна", source="osm", external_id="1")
    row(streets, name="Гоголя", source="streets", external_id="gone", gone_at="2026-01-01T00:00Z")
    return {name: street.pk for name, street in made.items()}


@pytest.mark.parametrize(
    ("words", "settlement", "street"),
    [
        ("вул.Базарна", "Ладижин", "market"),
        ("вулиця Базарна", "", "market"),
        ("БАЗАРНА", "Ладижин", "market"),
        ("Базарна вул.", "Ладижин", "market"),
        ("вул. Базaрна", "Ладижин", "market"),
        ("вул. Садова", "Ладижин", "garden"),
        ("вул. Садова", "Лукашівка", "garden there"),
        ("пров. Садова", "Лукашівка", "lane"),
        ("вул Братів  Петрунів", "Ладижин", "brothers"),
        ("пров.Тихий-1", "Ладижин", "quiet"),
        ("вул. Солов'їна", "Ладижин", "sun"),
        ("вул. Садова", "", None),
        ("Садова", "Лукашівка", None),
        ("вул. Базарна", "Лукашівка", None),
        ("пл. Базарна", "Ладижин", None),
        ("вул. Гоголя", "Ладижин", None),
        ("вул. Базар", "Ладижин", None),
    ],
)
def test_an_address_is_bound_to_the_street_that_it_names(
    words: str, settlement: str, street: str | None, town: dict[str, int], tmp_path: Path
) -> None:
    content = f'street,town,house\n"{words}",{settlement or "null"},1\n'
    mapping = ADDRESSES.replace('["street", "town", "house"]', '"house"')
    run = imported(tmp_path, "addresses", mapping, content)
    assert (run.created, run.refused) == (1, 0)
    address = Address.objects.get()
    assert address.street_id == (town[street] if street else None)
    assert address.street_name
    bound = "" if street else "street: 1 row was bound to none, because nothing or more than one is called "
    assert run.reason.startswith(bound)
    assert imported(tmp_path, "addresses", mapping, content).unchanged == 1


@pytest.mark.usefixtures("town")
def test_what_is_not_bound_is_told_with_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    streets = ["вул. Базарна", "вул. Нова", "вул. Нова", "вул. Інша", "вул. Третя", "вул. Четверта", "null"]
    lines = "\n".join(f'"{street}",Ладижин,{number}' for number, street in enumerate(streets))
    run = imported(tmp_path, "addresses", ADDRESSES, f"street,town,house\n{lines}\n")
    # A row that names no street has nothing to be bound by: here it lacks its key as well.
    assert (run.created, run.refused) == (6, 1)
    said = (
        "street: 5 rows were bound to none, because nothing or more than one is called "
        "“вул. Нова”, “вул. Інша”, “вул. Третя” and others"
    )
    assert run.reason == said
    call_command("import_layer", "addresses", tmp_path / "f.csv", mapping=tmp_path / "m.toml")
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('of = "streets"', ""), "cannot be imported"),
        (('["kind", "name"]', '["kind", "title"]'), "have no field title"),
        (('["kind", "name"]', '["kind", "name", "former"]'), "called = "),
        (("settlement__name =", "town__name ="), "have no field town__name"),
        (('= "settlement_name" }', '= "postcode" }'), "fills no field postcode"),
        (("settlement__name =", "settlement__streets__name ="), "one relation and no more"),
    ],
)
def test_words_that_cannot_be_compared_refuse_the_file(
    change: tuple[str, str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=reason):
        imported(tmp_path, "addresses", ADDRESSES.replace(*change), "street,town,house\nа,б,1\n")
