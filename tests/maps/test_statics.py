"""What a browser keeps for ever is named by its content, and so is all that it refers to."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from maps.statics import NamedByContent

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> NamedByContent:
    folder = tmp_path_factory.mktemp("static")
    with pytest.MonkeyPatch.context() as patch:
        storage = NamedByContent(location=folder, base_url="/static/")
        patch.setattr(
            "django.contrib.staticfiles.management.commands.collectstatic.staticfiles_storage", storage
        )
        call_command("collectstatic", interactive=False, verbosity=0)
    return storage


def test_every_script_and_style_is_named_by_its_content(collected: NamedByContent) -> None:
    for name in ("maps/js/main.js", "maps/css/page.css", "leaflet/leaflet.js"):
        assert NAMED.search(collected.url(name))


def test_leaflet_is_the_one_that_its_types_describe(collected: NamedByContent) -> None:
    script = (Path(collected.location) / "leaflet/leaflet.js").read_text()
    (types,) = re.findall(r'"@types/leaflet": "(\d+\.\d+)\.', (ROOT / "package.json").read_text())
    assert f"Leaflet {types}." in script[:200]


def test_what_a_script_imports_is_there_by_the_same_name(collected: NamedByContent) -> None:
    folder = Path(collected.location) / "maps/js"
    scripts = [path for path in folder.glob("*.js") if NAMED.search(path.name)]
    imported = [
        name
        for path in scripts
        for name in re.findall(r'^import .* from "\./(.+)";', path.read_text(), re.MULTILINE)
    ]
    assert len(imported) > 15
    for name in imported:
        assert NAMED.search(name)
        assert (folder / name).exists()


def test_a_file_that_is_not_collected_keeps_its_name(tmp_path: Path) -> None:
    assert (
        NamedByContent(location=tmp_path, base_url="/static/").url("maps/js/main.js")
        == "/static/maps/js/main.js"
    )


def test_all_that_a_page_comes_to_import_is_named_in_its_head(client: Client, db: None) -> None:
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)"', client.get("/").content.decode())
    assert named[0] == "maps/js/main.js"
    # A step, two steps, and what minified packages import in the middle of a line.
    assert {"maps/js/tiles.js", "npm/pbf/index.js", "npm/color2k/index.exports.import.es.mjs"} <= set(named)
    assert len(named) == len(set(named))
