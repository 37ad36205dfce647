"""The screen of `manage.py status`: triggers that are not what they should be, the server, refused imports."""

import fcntl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from layers import related
from layers.models import ImportRun
from layers.registry import catalogue
from maps import status

pytestmark = pytest.mark.django_db


def screen() -> str:
    out = StringIO()
    # It ends with 1 in any case here: there is no worker beside a test.
    with pytest.raises(SystemExit):
        call_command("status", stdout=out)
    return out.getvalue()


def test_what_is_installed_is_not_complained_of() -> None:
    assert all(related.is_installed(layer) for layer in catalogue)
    assert "lack them" not in screen()


@pytest.mark.parametrize(
    ("flaw", "slug"),
    [
        ("DROP TRIGGER history_update ON kiosks_sitingpassport", "kiosks"),
        ("ALTER TABLE accessibility_answer DISABLE TRIGGER history_insert", "places"),
        ("DROP TRIGGER ledger_update ON reference_stop; COMMENT ON TABLE reference_stop IS NULL", "stops"),
    ],
)
def test_what_lacks_its_triggers_is_named(flaw: str, slug: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(flaw)
    assert f"run manage.py migrate: {slug} lack them" in screen()


def test_an_older_function_is_noticed_and_replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE OR REPLACE FUNCTION layers_keep_related() RETURNS trigger LANGUAGE plpgsql AS
               $$BEGIN RETURN NULL; END$$"""
        )
    assert not related.is_installed(catalogue["kiosks"])
    assert related.is_installed(catalogue["streets"])
    related.install(catalogue["kiosks"])
    assert related.is_installed(catalogue["kiosks"])


# -- The server ----------------------------------------------------------------------------------------------------


class Answering(BaseHTTPRequestHandler):
    """Answers as the map does; `well` names the paths that are."""

    well: tuple[str, ...] = ()

    def do_GET(self) -> None:
        self.send_response(200 if self.path in self.well else 503)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[int]:
    """A server as ./dev run starts one: its port, whose lock is held."""
    settings.LOCAL_DIR = tmp_path
    with HTTPServer(("127.0.0.1", 0), Answering) as listening:
        lock = tmp_path / f"port-{listening.server_port}.lock"
        with lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            Thread(target=listening.serve_forever, daemon=True).start()
            yield listening.server_port
            listening.shutdown()


def said_of_the_server() -> str:
    return next(line for line in screen().splitlines() if " server " in line)


def test_a_server_that_answers(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answering, "well", ("/healthz", "/readyz"))
    assert said_of_the_server() == f"✓ server         answers at http://127.0.0.1:{server}/"


def test_a_server_without_its_database(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answering, "well", ("/healthz",))
    assert (
        said_of_the_server() == f"✗ server         answers at http://127.0.0.1:{server}/ without its database"
    )


def test_a_server_that_is_ill(server: int) -> None:
    assert said_of_the_server().startswith(f"✗ server         holds port {server} and does not answer")
    assert f"read .local/log/server-{server}.log" in screen()


def test_a_server_elsewhere_is_asked_there(server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answering, "well", ("/healthz", "/readyz"))
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert said_of_the_server().startswith("✓ server")
    monkeypatch.setenv("HOST", "127.0.0.2")
    assert said_of_the_server().startswith(
        f"✗ server         holds port {server} and does not answer at 127.0.0.2"
    )


def test_a_server_that_nobody_recorded_is_not_known(settings: Any, tmp_path: Path) -> None:
    settings.LOCAL_DIR = tmp_path
    (tmp_path / "port-8000.lock").touch()
    assert said_of_the_server().startswith("· server         none was started here by ./dev run")


# -- Imports -------------------------------------------------------------------------------------------------------


def run(state: str, layer: str = "kiosks", source: str = "register") -> ImportRun:
    return ImportRun.objects.create(
        layer=layer,
        source=source,
        file_name=f"{layer}.csv",
        status=state,
        reason="it is broken" if state == "refused" else "",
    )


def said_of_imports() -> list[str]:
    return [line for line in screen().splitlines() if " import" in line[:14]]


def test_a_refused_last_import_is_a_warning_with_its_reason() -> None:
    run("done")
    run("refused")
    (said,) = said_of_imports()
    assert said.startswith("! last import    kiosks ← kiosks.csv: refused as a whole")
    assert "→ it is broken; nothing was changed" in screen()
    assert [(one.wrong, one.is_known) for one in status.findings() if one.warning] == [("", True)]


def test_a_refused_import_is_told_until_a_later_one_of_the_same_is_done() -> None:
    run("refused")
    run("done", "stops", "stops")
    last, refused = said_of_imports()
    assert last.startswith("✓ last import    stops")
    assert refused.startswith("! import         kiosks")
    run("done", "kiosks", "another")
    assert len(said_of_imports()) == 1


def test_a_refused_extract_is_made_good_by_any_layer_of_the_next() -> None:
    run("refused", "osm", "osm")
    run("done", "roads", "osm")
    assert len(said_of_imports()) == 1


def test_a_trial_is_no_import() -> None:
    run("dry")
    assert said_of_imports() == []
