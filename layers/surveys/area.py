"""A part of the city to take along: its objects as the surveys ask for them, and its base map as one file (PMTiles).

Both are made of what the viewer may see. The file of tiles is public, made once for each version of the ground and each
area in whole tiles, and kept: its size is known before it is asked for.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from layers import stamps
from layers.cover import grid_x, grid_y
from layers.problems import BadParameter
from layers.query import Box, Selection
from layers.registry import catalogue
from layers.surfaces.tiles import draw
from layers.surveys.models import Deed, Fate, Observation
from layers.surveys.shown import SEEN
from layers.surveys.survey import UNKNOWN, Survey
from layers.tally import GRID_BITS
from layers.viewer import PUBLIC, Viewer

#: the zooms of the base map that are taken along; nearer ones are drawn larger
FIRST, DEEPEST = 10, 15
#: tiles of the deepest zoom: 20 km by 20 km
MOST_TILES = 640
#: objects of one survey
MOST_OBJECTS = 20_000
#: files of tiles that are kept, the last used ones
_MOST_FILES = 40


@dataclass(frozen=True, slots=True)
class Area:
    """A box in whole tiles of the deepest zoom: the numbers of those at its edges."""

    west: int
    north: int
    east: int
    south: int

    @classmethod
    def of(cls, box: Box) -> "Area":
        """The tiles that a box touches. Raises BadParameter for too many of them."""
        shift = GRID_BITS - DEEPEST
        area = cls(
            grid_x(box.west) >> shift,
            grid_y(box.north) >> shift,
            grid_x(box.east) >> shift,
            grid_y(box.south) >> shift,
        )
        if (area.east - area.west + 1) * (area.south - area.north + 1) > MOST_TILES:
            raise BadParameter(
                _("This area is too large to take along: choose a smaller one."), parameter="bbox"
            )
        return area

    def tiles(self, zoom: int) -> list[tuple[int, int]]:
        """The tiles at a zoom that it is covered by."""
        back = DEEPEST - zoom
        return [
            (x, y)
            for x in range(self.west >> back, (self.east >> back) + 1)
            for y in range(self.north >> back, (self.south >> back) + 1)
        ]


def base_map(box: Box) -> Path:
    """The file of tiles of an area; made if it is not there yet. Raises BadParameter."""
    area = Area.of(box)
    version = stamps.version(catalogue.base)
    name = hashlib.sha256(f"{area} {version}".encode()).hexdigest()[:24]
    folder = Path(settings.MEDIA_ROOT) / "areas"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pmtiles"
    if path.exists():
        path.touch()
    else:
        _write(area, path)
        _forget_old(folder)
    return path


def _write(area: Area, path: Path) -> None:
    """Tile by tile, in the order of the file; it takes its name when it is whole."""
    selections = [Selection(layer, PUBLIC, layer.columns_for(PUBLIC)) for layer in catalogue.base]
    places = [(zoom, x, y) for zoom in range(FIRST, DEEPEST + 1) for x, y in area.tiles(zoom)]
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        for number, z, x, y in sorted((zxy_to_tileid(*place), *place) for place in places):
            _version, body = draw(selections, z, x, y)
            writer.write_tile(number, gzip.compress(body, 6, mtime=0))  # type: ignore[no-untyped-call]
        west, south, east, north = settings.CITY.bounds
        writer.finalize(  # type: ignore[no-untyped-call]
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": int(west * 1e7),
                "min_lat_e7": int(south * 1e7),
                "max_lon_e7": int(east * 1e7),
                "max_lat_e7": int(north * 1e7),
                "center_zoom": DEEPEST,
                "center_lon_e7": int(settings.CITY.centre[0] * 1e7),
                "center_lat_e7": int(settings.CITY.centre[1] * 1e7),
            },
            {"vector_layers": [{"id": layer.slug, "fields": {}} for layer in catalogue.base]},
        )
    Path(file.name).replace(path)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("*.pmtiles"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[_MOST_FILES:]:
        file.unlink(missing_ok=True)


def objects(survey: Survey, viewer: Viewer, box: Box | None = None, number: int | None = None) -> bytes:
    """The objects of a survey's layer in a box, or the one of a number, as JSON: place, version, name, what is known.

    `[{"id", "place": [longitude, latitude], "version", "title", "state", "inspected", "due", "known": {question:
    answer}}]`; answers that are not known are left out. `missing` is the day on which it was not found: nothing is due
    then. `state` is the class of the legend, `inspected` the last day
    that an inspector looked, `due` the day by which one is to look (again): when the permit ends, or when the last
    inspection is too long ago.
    """
    layer = survey.layer
    viewer = viewer.on(layer.model)
    columns = layer.columns_for(viewer)
    named = {column.name for column in columns}
    asked = [name for name in (*survey.facts, *survey.names) if name in named]
    titles = [name for name in layer.headline_fields if name in named]
    state = layer.style.field if layer.style.field in named else ""
    until = survey.until if survey.until in named else ""
    names = dict.fromkeys(("id", "geom", "changed_at", *asked, *titles, *filter(None, (state, until))))
    sql, params = Selection(layer, viewer, columns, box=box).sql(*names)
    known = ", ".join(
        f"'{name}', nullif(nullif(to_jsonb(\"{name}\"), '\"\"'), '\"{UNKNOWN}\"')" for name in asked
    )
    title = ", ".join(f'"{name}"' for name in titles)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT coalesce(json_agg(one), '[]')::text FROM (
                SELECT json_build_object(
                    'id', id,
                    'place', json_build_array(round(ST_X(place)::numeric, 6), round(ST_Y(place)::numeric, 6)),
                    'version', '"' || to_char(extract(epoch FROM changed_at), 'FM9999999990.000000') || '"',
                    'title', concat_ws(', ', {title}),
                    'state', {layer.style.class_sql("f") if state else "''"},
                    'inspected', inspected,
                    'due', CASE WHEN missing IS NULL
                           THEN least({f'"{until}", ' if until else ""}inspected + {survey.again_after}) END,
                    'known', jsonb_strip_nulls(jsonb_build_object({known})))::jsonb
                    || jsonb_strip_nulls(jsonb_build_object('missing', missing)) AS one
                  FROM ({sql}) AS f, ST_PointOnSurface(geom) AS place,
                       LATERAL (SELECT max(seen_at) FILTER (WHERE deed = ANY(%s)) AS seen,
                                       max(seen_at) FILTER (WHERE deed = %s) AS gone
                                  FROM {Observation._meta.db_table}
                                 WHERE layer = %s AND feature_id = f.id AND fate = %s) AS looked,
                       LATERAL (SELECT (seen AT TIME ZONE '{settings.TIME_ZONE}')::date AS inspected,
                                       CASE WHEN gone > coalesce(seen, '-infinity')
                                            THEN (gone AT TIME ZONE '{settings.TIME_ZONE}')::date
                                       END AS missing) AS told
                 WHERE geom IS NOT NULL {"" if number is None else "AND id = %s"}
                 ORDER BY id LIMIT {MOST_OBJECTS}) AS rows""",
            [
                *params,
                list(SEEN),
                Deed.GONE,
                layer.slug,
                Fate.ACCEPTED,
                *([] if number is None else [number]),
            ],
        )
        return str(cursor.fetchone()[0]).encode()
