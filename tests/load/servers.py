"""What `./dev bench` puts beside one another: our server, tipg and django-vectortiles, each with two workers.

All of them listen on loopback and end with the `with` block.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from layers.registry import catalogue
from layers.viewer import PUBLIC

ROOT = Path(__file__).resolve().parents[2]
_WORKERS = "2"


@contextmanager
def ours() -> Iterator[str]:
    """The map as `./dev run` starts it. Yields its address."""
    program = str(Path(sys.executable).parent / "granian")
    with served([program, *_wsgi("maps.wsgi:application")], "/healthz", os.environ) as home:
        yield home


@contextmanager
def vectortiles() -> Iterator[str]:
    """django-vectortiles, served by the same program as ours."""
    program = str(_neighbours() / "granian")
    with served(
        [program, *_wsgi("tests.load.vectortiles_site:application")],
        "/tiles/0/0/0",
        {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": _database("postgis"),
            "GDAL_LIBRARY_PATH": settings.GDAL_LIBRARY_PATH or "",
            "GEOS_LIBRARY_PATH": settings.GEOS_LIBRARY_PATH or "",
        },
    ) as home:
        yield home


@contextmanager
def tipg() -> Iterator[str]:
    """tipg, with the columns of the table that everybody sees."""
    program = str(_neighbours() / "uvicorn")
    columns = [c.model_field.column for c in catalogue["kiosks"].columns_for(PUBLIC) if c.is_local]
    table = {"geomcol": "public_geom", "pk": "id", "properties": json.dumps(columns)}
    with served(
        [program, "tipg.main:app", "--workers", _WORKERS, "--log-level", "warning", "--port"],
        "/healthz",
        {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": _database("postgresql"),
            "TIPG_DB_TABLES": '["public.kiosks_kiosk"]',
            "TIPG_TABLE_CONFIG": json.dumps({"public_kiosks_kiosk": table}),
            "TIPG_TILE_BUFFER": "64",
            "TIPG_DEFAULT_FEATURES_LIMIT": "100",
        },
    ) as home:
        yield home


def _wsgi(application: str) -> list[str]:
    return [
        *("--interface", "wsgi", application, "--workers", _WORKERS, "--blocking-threads", "1"),
        *("--log-level", "warning", "--port"),
    ]


def _neighbours() -> Path:
    return Path(os.environ["BENCH_PYTHON"]).parent


def _database(scheme: str) -> str:
    """The address of the database that is measured; a socket's folder goes in as a quoted host."""
    parts = connection.settings_dict
    host = str(parts["HOST"]).replace("/", "%2F")
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    return f"{scheme}://{parts['USER']}@{host}{port}/{parts['NAME']}"


@contextmanager
def served(command: list[str], probe: str, environment: Mapping[str, str]) -> Iterator[str]:
    """A program that takes its port as its last word. Yields its address once `probe` answers, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*command, str(port)], cwd=ROOT, env=environment)
    home = f"http://127.0.0.1:{port}"
    try:
        _wait(home + probe, server)
        yield home
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"the server of {address} ended at once")
        with suppress(OSError):
            urllib.request.urlopen(address)
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {address}")
