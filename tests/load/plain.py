"""The neighbour of the map: what anybody writes in an afternoon with Leaflet, a circle for each point of one file.

As uMap and most municipal maps do it: all points come at once, as GeoJSON, and Leaflet draws them on its canvas.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.staticfiles import finders
from django.db import connection

from tests.load.servers import served

_PAGE = """<!doctype html><html lang="uk"><meta charset="utf-8"><title>Leaflet</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="leaflet.css"><style>html, body, #map { height: 100%; margin: 0 }</style>
<div id="map"></div><script src="leaflet.js"></script><script>
const map = L.map("map", { preferCanvas: true }).setView([LATITUDE, LONGITUDE], 13);
fetch("points.geojson").then((answer) => answer.json()).then((points) => {
  L.geoJSON(points, { pointToLayer: (_, place) => L.circleMarker(place, { radius: 4 }) })
    .bindPopup((one) => one.feature.properties.name).addTo(map);
  document.documentElement.dataset.ready = document.documentElement.dataset.started = "true";
});
</script></html>"""


@contextmanager
def page(longitude: float, latitude: float) -> Iterator[str]:
    """The page with all kiosks that everybody may see, in a folder that is served as it is. Yields its address."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, longitude, latitude)
        command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", name]
        with served(command, "/", {}) as home:
            yield home


def _write(folder: Path, longitude: float, latitude: float) -> None:
    for file in ("leaflet.js", "leaflet.css"):
        found: Any = finders.find(f"leaflet/{file}")
        shutil.copy(found, folder)
    text = _PAGE.replace("LATITUDE", str(latitude)).replace("LONGITUDE", str(longitude))
    (folder / "index.html").write_text(text)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT jsonb_agg(jsonb_build_object(
                          'type', 'Feature', 'geometry', ST_AsGeoJSON(public_geom, 6)::jsonb,
                          'properties', jsonb_build_object('id', id, 'name', name, 'state', permit_state)))
                 FROM kiosks_kiosk WHERE published AND public_geom IS NOT NULL"""
        )
        (features,) = cursor.fetchone()
    found = {
        "type": "FeatureCollection",
        "features": json.loads(features) if isinstance(features, str) else features,
    }
    (folder / "points.geojson").write_text(json.dumps(found))
