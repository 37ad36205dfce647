"""A mapping says its source in words; cards, exports and credits tell those, and the licence that it names."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from kiosks.models import Kiosk
from layers.importing import runs
from layers.importing.models import ImportRun, NamedSource
from layers.importing.refusals import FileRefused
from layers.origins import credits_of, sources_of
from layers.reference.models import Stop
from layers.registry import catalogue
from tests.contract.test_surfaces import body
from tests.samples import row

pytestmark = pytest.mark.django_db
KIOSKS = catalogue["kiosks"]
WORDS = """
title = { uk = "Реєстр кіосків", en = "Register of kiosks" }
publisher = "Kiosk Office"
url = "https://example.org/kiosks"
licence = "CC0-1.0"
"""


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with override("en"):
        yield


def imported(folder: Path, words: str = WORDS, source: str = "register-2026") -> ImportRun:
    table, mapping = folder / "kiosks.csv", folder / "kiosks.toml"
    table.write_text("no,title,lon,lat\n1,Кава,37.60582,48.85227\n", encoding="utf-8")
    mapping.write_text(
        f'source = "{source}"\nkey = "no"\n{words}\n[columns]\nname = "title"\n'
        '[geometry]\nlongitude = "lon"\nlatitude = "lat"\n',
        encoding="utf-8",
    )
    return runs.run(KIOSKS, table, mapping)


@pytest.mark.parametrize("page", ["", "?fragment=1"])
def test_a_card_tells_the_words_and_not_the_short_name(tmp_path: Path, client: Client, page: str) -> None:
    imported(tmp_path)
    card = client.get(f"/kiosks/{Kiosk.objects.get().pk}/{page}").content.decode()
    assert '<a href="https://example.org/kiosks" rel="noopener">Kiosk Office, Register of kiosks</a>' in card
    assert "creativecommons.org/publicdomain/zero" in card
    assert "register-2026" not in card


def test_the_words_are_in_the_readers_language(tmp_path: Path) -> None:
    imported(tmp_path)
    client = Client()
    assert "Реєстр кіосків" in client.get(f"/kiosks/{Kiosk.objects.get().pk}/").content.decode()


def test_exports_descriptions_and_credits_tell_them(tmp_path: Path, client: Client) -> None:
    imported(tmp_path)
    credit = "Kiosk Office, Register of kiosks (CC0-1.0)"
    export = json.loads(body(client.get("/data/kiosks.geojson")))
    assert [one["attribution"] for one in export["licences"]] == [credit]
    assert export["features"][0]["properties"]["licence"] == "CC0-1.0"
    assert credit in export["description"]
    links = client.get("/api/collections/kiosks").json()["links"]
    assert [link["title"] for link in links if link["rel"] == "license"] == [credit]
    assert credit in client.get("/tiles/kiosks.json").json()["attribution"]
    assert f'<a href="https://example.org/kiosks" rel="noopener">{credit}</a>' in credits_of([KIOSKS])
    assert "Kiosk Office, Register of kiosks" in client.get("/kiosks/").content.decode()


def test_what_a_mapping_does_not_say_is_the_layers_own(tmp_path: Path, client: Client) -> None:
    imported(tmp_path, 'title = "Реєстр"')
    (source,) = sources_of(KIOSKS)
    assert (source.licence, source.name) == (KIOSKS.source.licence, KIOSKS.source.name)
    assert source.credit == "Sloviansk City Council, Реєстр (CC-BY-4.0)"


def test_a_mapping_that_says_nothing_leaves_what_was_said(tmp_path: Path) -> None:
    imported(tmp_path)
    imported(tmp_path, "")
    assert NamedSource.objects.get().licence == "CC0-1.0"


def test_other_sources_are_as_before(tmp_path: Path) -> None:
    imported(tmp_path)
    row(KIOSKS, source="other", external_id="1")
    assert [source.title for source in sources_of(KIOSKS)] == ["", "Register of kiosks"]


def test_another_licence_is_a_new_version_of_what_machines_read(tmp_path: Path, client: Client) -> None:
    imported(tmp_path)
    before = client.get("/api/collections/kiosks/items")
    unchanged = client.get("/api/collections/kiosks/items", HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert unchanged.status_code == 304
    run = imported(tmp_path, 'licence = "ODbL-1.0"')
    assert (run.updated, run.unchanged) == (0, 1)
    after = client.get("/api/collections/kiosks/items", HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert after.json()["features"][0]["properties"]["licence"] == "ODbL-1.0"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ('licence = "free"', "the licence free is none of: CC-BY-4.0"),
        ('url = "javascript:alert(1)"', "not that of a page"),
    ],
)
def test_words_that_cannot_be_kept_refuse_the_file(tmp_path: Path, words: str, reason: str) -> None:
    with pytest.raises(FileRefused, match=reason):
        imported(tmp_path, words)


def test_the_words_of_a_declared_source_are_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="has its words already"):
        imported(tmp_path, source="osm")


def test_the_page_of_the_run_names_the_source(tmp_path: Path, signed_in: Callable[[str], Client]) -> None:
    run = imported(tmp_path)
    page = signed_in("administrator").get(f"/admin/layers/importrun/{run.pk}/change/").content.decode()
    assert "Register of kiosks (register-2026)" in page


def test_the_ground_from_the_citys_own_files_is_the_citys() -> None:
    for layer in catalogue.ground:
        row(layer, source="city-files", external_id="1")
        row(layer, source="osm", external_id="2")
        assert [source.licence for source in sources_of(layer)] == ["CC-BY-4.0", "ODbL-1.0"], layer.slug


# -- Files that came alone -----------------------------------------------------------------------------------------


def alone(folder: Path, name: str = "stops.csv", **words: str) -> ImportRun:
    (folder / name).write_text("id,name,longitude,latitude\n1,Ринок,37.60582,48.85227\n", encoding="utf-8")
    return runs.run(catalogue["stops"], folder / name, **words)


def test_a_file_without_a_mapping_is_not_credited_to_the_city(tmp_path: Path, client: Client) -> None:
    run = alone(tmp_path)
    assert "credited to stops.csv, source not stated; a mapping says it" in run.reason
    stop = Stop.objects.get()
    credit = "source not stated, stops.csv"
    for address in (f"/stops/{stop.pk}/", f"/stops/{stop.pk}/?fragment=1", "/stops/"):
        page = client.get(address).content.decode()
        assert credit in page, address
        assert "City Council" not in page, address
    assert credit in json.loads(body(client.get("/data/stops.geojson")))["description"]
    assert "джерело не вказано, stops.csv" in Client().get(f"/stops/{stop.pk}/").content.decode()


def test_what_is_known_of_a_source_is_not_forgotten(tmp_path: Path) -> None:
    imported(tmp_path, source="register")
    alone(tmp_path, source="register")
    assert NamedSource.objects.get().title["en"] == "Register of kiosks"
    alone(tmp_path, "another.csv", source="fresh")
    alone(tmp_path, "later.csv", source="fresh")
    assert NamedSource.objects.get(pk="fresh").title["en"] == "another.csv"


def test_a_source_without_words_is_called_by_its_file_and_is_the_citys(tmp_path: Path) -> None:
    imported(tmp_path, "")
    (source,) = sources_of(KIOSKS)
    assert source.credit == "Sloviansk City Council, kiosks.csv (CC-BY-4.0)"


@pytest.mark.parametrize("name", ["demo.csv", "osm.csv"])
def test_the_name_of_a_file_makes_nothing_invented(name: str, tmp_path: Path) -> None:
    alone(tmp_path, name)
    assert Stop.objects.get().source == name


@pytest.mark.parametrize("source", ["demo", "osm", "д" * 81])
def test_a_source_that_cannot_be_taken_is_refused(source: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"has its words already|longer than 80"):
        alone(tmp_path, source=source)
    assert not Stop.objects.exists()


def test_a_long_name_of_a_file_is_a_name(tmp_path: Path) -> None:
    alone(tmp_path, f"{'s' * 200}.csv")
    assert Stop.objects.get().source == "s" * 80


# -- In a demonstration --------------------------------------------------------------------------------------------


def description(client: Client) -> str:
    return str(json.loads(body(client.get("/data/stops.geojson")))["description"])


def test_real_rows_of_a_demonstration_are_not_called_invented(
    tmp_path: Path, client: Client, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    alone(tmp_path)
    assert "invented" not in description(client)
    row(catalogue["stops"], source="demo", external_id="1")
    assert "the objects are invented" in description(client)
    assert "real are those of: source not stated, stops.csv (CC-BY-4.0)." in description(client)


def test_what_is_entered_in_a_demonstration_may_be_invented(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True
    row(catalogue["stops"])
    assert "the objects are invented" in description(client)
    assert "real are" not in description(client)
