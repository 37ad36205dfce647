"""Law: a row is told under the licence of where it came from, by every surface."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from layers.layer import Layer
from layers.origins import sources_of
from layers.provenance import LICENCES, ROW_SOURCES, Source
from layers.registry import catalogue
from layers.surfaces.exports import EXPORTERS
from tests.contract.test_surfaces import body
from tests.samples import row

LAYERS = list(catalogue)
layers = pytest.mark.parametrize("layer", LAYERS, ids=str)
OSM = ROW_SOURCES["osm"]
#: a layer of the city's own data that import_osm fills, too
MIXED = [layer for layer in LAYERS if layer.source.licence != OSM.licence]
mixed = pytest.mark.parametrize("layer", MIXED, ids=str)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with override("en"):
        yield


@layers
def test_pages_name_the_rows_own_source(layer: Layer, client: Client) -> None:
    feature = row(layer, source="osm", external_id="n1")
    for address in (
        f"/{layer.slug}/{feature.pk}/",
        f"/{layer.slug}/{feature.pk}/?fragment=1",
        f"/{layer.slug}/",
        f"/{layer.slug}/table",
        f"/{layer.slug}/figures",
    ):
        assert licences(client.get(address).content.decode()) == {OSM.licence_url}, address
        assert "© OpenStreetMap contributors" in client.get(address).content.decode()


@layers
def test_machines_are_told_the_rows_own_licence(layer: Layer, client: Client) -> None:
    feature = row(layer, source="osm", external_id="n1")
    for description in (
        client.get(f"/api/collections/{layer.slug}").json(),
        next(one for one in client.get("/api/collections").json()["collections"] if one["id"] == layer.slug),
    ):
        assert [link["href"] for link in description["links"] if link["rel"] == "license"] == [
            OSM.licence_url
        ]
    assert OSM.credit in client.get(f"/tiles/{layer.slug}.json").json()["attribution"]
    page = client.get(f"/api/collections/{layer.slug}/items").json()["features"][0]
    alone = client.get(f"/api/collections/{layer.slug}/items/{feature.pk}").json()
    for one in (page, alone):
        assert (one["properties"]["source"], one["properties"]["licence"]) == ("osm", OSM.licence)
    for extension in EXPORTERS:
        assert (
            client.get(f"/data/{layer.slug}.{extension}").headers["Link"]
            == f'<{OSM.licence_url}>; rel="license"'
        )


@mixed
def test_a_file_of_both_says_which_row_is_whose(layer: Layer, client: Client, tmp_path: Path) -> None:
    own, foreign = row(layer, source="register"), row(layer, source="osm", external_id="n1")
    wanted = {own.pk: layer.source.licence, foreign.pk: OSM.licence}
    for extension in EXPORTERS:
        path = tmp_path / f"file.{extension}"
        path.write_bytes(body(client.get(f"/data/{layer.slug}.{extension}")))
        assert READERS[extension](path) == wanted, extension
    head = json.loads((tmp_path / "file.geojson").read_text())
    assert [one["name"] for one in head["licences"]] == [layer.source.licence, OSM.licence]
    assert licences(client.get(f"/{layer.slug}/").content.decode()) == {
        layer.source.licence_url,
        OSM.licence_url,
    }


@mixed
def test_a_row_of_the_city_is_the_citys(layer: Layer, client: Client) -> None:
    feature = row(layer, source="register-2026")
    page = client.get(f"/{layer.slug}/{feature.pk}/").content.decode()
    assert licences(page) == {layer.source.licence_url}
    assert f"{layer.source.name} (register-2026)" in page


@layers
def test_a_demonstration_says_so_in_every_file(
    layer: Layer, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DEMONSTRATION = True
    row(layer, source="demo", external_id="d1")
    said = {}
    for extension in EXPORTERS:
        answer = client.get(f"/data/{layer.slug}.{extension}")
        assert "-DEMO-" in answer.headers["Content-Disposition"]
        (tmp_path / f"file.{extension}").write_bytes(body(answer))
    said["geojson"] = json.loads((tmp_path / "file.geojson").read_text())["description"]
    about = load_workbook(tmp_path / "file.xlsx").worksheets[1]
    said["xlsx"] = " ".join(": ".join(line) for line in about.values)
    with sqlite3.connect(tmp_path / "file.gpkg") as database:
        (said["gpkg"],) = database.execute("SELECT description FROM gpkg_contents").fetchone()
    for extension, words in said.items():
        assert "DEMONSTRATION: the objects are invented" in words, extension
        assert ROW_SOURCES["demo"].credit in words, extension
        assert "City Council (CC-BY-4.0)" not in words, extension
    assert pyogrio.read_info(tmp_path / "file.gpkg")["layer_metadata"]["DESCRIPTION"] == said["gpkg"]


def test_real_data_are_no_demonstration(client: Client, tmp_path: Path) -> None:
    row(catalogue["stops"])
    told = json.loads(body(client.get("/data/stops.geojson")))["description"]
    assert "Sloviansk City Council (CC-BY-4.0)" in told
    assert "DEMONSTRATION" not in told


def test_a_workbook_speaks_the_readers_language(client: Client, tmp_path: Path) -> None:
    row(catalogue["kiosks"], activity="bread")
    with override("uk"):
        (tmp_path / "file.xlsx").write_bytes(body(client.get("/data/kiosks.xlsx?lang=uk")))
    header, line = load_workbook(tmp_path / "file.xlsx").worksheets[0].values
    cells = dict(zip(header, line, strict=True))
    assert {"номер", "джерело", "ліцензія", "змінено (Europe/Kyiv)", "довгота", "широта"} <= set(header)
    assert not {"bread", "unknown"} & set(map(str, line))
    assert cells["діяльність"] == "хліб і випічка"


def test_the_map_credits_those_whose_rows_it_shows(client: Client) -> None:
    assert "OpenStreetMap" not in credits_on_the_map(client)
    row(catalogue["stops"], source="osm", external_id="n1")
    assert "© OpenStreetMap contributors (ODbL-1.0)</a>" in credits_on_the_map(client)
    assert "Sloviansk City Council" not in credits_on_the_map(client)
    row(catalogue["stops"])
    assert "Sloviansk City Council (CC-BY-4.0)" in credits_on_the_map(client)


def test_the_sources_are_found_without_reading_the_rows(django_assert_num_queries: object) -> None:
    layer = catalogue["stops"]
    for number in range(5):
        for source in ("", "demo", "osm", "register"):
            row(layer, source=source, external_id=f"n{number}")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert sources_of(layer) == [layer.source, ROW_SOURCES["demo"], OSM]


def test_an_empty_layer_has_its_own_source() -> None:
    assert sources_of(catalogue["stops"]) == [catalogue["stops"].source]


@pytest.mark.parametrize("source", ROW_SOURCES.values(), ids=ROW_SOURCES)
def test_a_declared_source_is_whole(source: Source) -> None:
    assert source.licence in LICENCES
    assert source.credit
    assert source.address.startswith("https://")


def licences(page: str) -> set[str]:
    return {url for url in LICENCES.values() if url in page}


def credits_on_the_map(client: Client) -> str:
    page = client.get("/").content.decode()
    document = page.partition('<script id="catalogue" type="application/json">')[2].partition("</script>")[0]
    return str(json.loads(document)["ground"]["attribution"])


def _of_geojson(path: Path) -> dict[int, str]:
    return {one["id"]: one["properties"]["licence"] for one in json.loads(path.read_text())["features"]}


def _of_csv(path: Path) -> dict[int, str]:
    return _of_lines(
        [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()], "licence"
    )


def _of_xlsx(path: Path) -> dict[int, str]:
    return _of_lines(list(load_workbook(path, read_only=True).active.values), "licence")


def _of_lines(lines: list, name: str) -> dict[int, str]:
    column = list(lines[0]).index(name)
    return {int(line[0]): line[column] for line in lines[1:]}


def _of_geopackage(path: Path) -> dict[int, str]:
    with sqlite3.connect(path) as database:
        table = database.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
        return dict(database.execute(f'SELECT id, licence FROM "{table}"'))


READERS = {"geojson": _of_geojson, "csv": _of_csv, "xlsx": _of_xlsx, "gpkg": _of_geopackage}


def test_a_source_of_which_nothing_is_published_is_not_named(client: Client) -> None:
    row(catalogue["kiosks"])
    row(catalogue["kiosks"], source="слідство", publication="hidden", publication_reason="закон")
    for address in ("/", "/kiosks/", "/data/kiosks.geojson", "/api/collections/kiosks", "/tiles/kiosks.json"):
        assert "слідство" not in body(client.get(address)).decode(), address
