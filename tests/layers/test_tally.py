"""The tally is the sum of the rows, whatever was written; and a far zoom drawn from it is what counting would draw."""

from collections import Counter
from typing import Any

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client

from layers.layer import Geometry, Layer
from layers.query import select
from layers.registry import catalogue
from layers.tally import COARSEST_LEVEL, FACETED_LEVEL, FINEST_LEVEL, GRID_BITS, SEPARATOR, TOGETHER
from layers.tiling import ALWAYS_APART, MOST_FEATURES, MOST_IN_A_SQUARE
from layers.viewer import PUBLIC
from tests.contract.test_surfaces import tile_of
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
LAYERS = pytest.mark.parametrize("layer", [layer for layer in catalogue if layer.clustered], ids=str)


@LAYERS
def test_the_tally_is_the_sum_of_the_rows(layer: Layer) -> None:
    last = [{facet.name: facet.choices[-1][0]} for facet in layer.facets]
    written = [row(layer, **values) for values in ({}, {}, {}, *last)]
    rows = layer.model._default_manager.filter(pk__in=[feature.pk for feature in written])
    assert tallied(layer) == counted(layer)
    if layer.geometry is Geometry.POINT:
        rows.filter(pk__lte=written[1].pk).update(geom=Point(37.7, 48.9, srid=4326))
    for facet in layer.facets:
        rows.filter(pk=written[0].pk).update(**{facet.path: facet.choices[0][0]})
    rows.filter(pk=written[1].pk).update(publication="hidden")
    assert tallied(layer) == counted(layer)
    rows.filter(pk__gte=written[2].pk).delete()
    assert tallied(layer) == counted(layer)


def tallied(layer: Layer) -> Counter[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT level, cell, published, value, facet, choice, sum(n), sum(sx), sum(sy) FROM layers_tally
                WHERE layer = %s GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0""",
            [layer.slug],
        )
        return Counter(cursor.fetchall())


def counted(layer: Layer) -> Counter[Any]:
    sums: dict[tuple[Any, ...], list[int]] = {}
    names = ", ".join(f"coalesce({facet.path}::text, '')" for facet in layer.facets)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT cell, px, py, published, {layer.style.class_sql('f')}{names and ', '}{names} FROM {layer.table} f"
        )
        for cell, px, py, published, value, *choices in cursor.fetchall():
            pairs = [("", ""), *zip([f.name for f in layer.facets], choices, strict=True)]
            pairs += [(TOGETHER, SEPARATOR.join(choices))] if len(choices) > 1 else []
            for facet, choice in pairs:
                finest = FACETED_LEVEL if facet else FINEST_LEVEL
                places = [(0, 0, 0, 0)]
                if cell >= 0:
                    places += [
                        (level, cell >> (2 * (GRID_BITS - level)), px, py)
                        for level in range(COARSEST_LEVEL, finest + 1)
                    ]
                for level, there, x, y in places:
                    total = sums.setdefault((level, there, published, value, facet, choice), [0, 0, 0])
                    total[0] += 1
                    total[1] += x
                    total[2] += y
    return Counter((*key, *map(int, total)) for key, total in sums.items())


FILTERS = [
    {},
    {"permit_state": "valid,none"},
    {"activity": "meat"},
    {"activity": "meat,press", "permit_state": "valid"},
    {"activity": "meat", "form": "kiosk"},
    {"activity": "meat,press", "form": "kiosk", "permit_state": "valid"},
]


@pytest.mark.parametrize("words", FILTERS, ids=str)
@pytest.mark.parametrize("zoom", [0, 5, 10, 11, 12, 13])
def test_a_far_zoom_shows_every_feature_in_a_cluster(
    zoom: int, words: dict[str, str], client: Client
) -> None:
    """Drawn from the tally or counted live: the numbers are those of the rows."""
    crowd(8 * MOST_FEATURES)
    expected = select(catalogue["kiosks"], PUBLIC).rows.filter(
        **{f"{name}__in": value.split(",") for name, value in words.items()}
    )
    # All of the crowd is in one tile of zoom 13, whose parents are asked for.
    x, y = 4952 >> (13 - zoom), 2818 >> (13 - zoom)
    tile = mapbox_vector_tile.decode(client.get(f"/tiles/kiosks/{zoom}/{x}/{y}.mvt", words).content)
    drawn = [feature["properties"] for feature in tile["kiosks"]["features"]]
    by_class = Counter[str]()
    for feature in drawn:
        classes = feature.get("classes") or f"{feature['permit_state']}:1"
        by_class.update({v: int(n) for v, n in (part.split(":") for part in classes.split(","))})
    assert by_class == Counter(expected.values_list("permit_state", flat=True))
    assert len(drawn) <= MOST_FEATURES
    assert sum(feature.get("n", 1) for feature in drawn) == expected.count()


def test_a_crowd_is_a_cluster_and_what_stands_alone_is_not(client: Client) -> None:
    layer = catalogue["kiosks"]
    for number in range(MOST_IN_A_SQUARE + 1):
        row(layer, name=f"Кіоск {number}")
    row(layer, at=(HERE[0] - 0.002, HERE[1]))
    above = mapbox_vector_tile.decode(client.get(tile_of(layer, ALWAYS_APART - 1)).content)["kiosks"][
        "features"
    ]
    near = mapbox_vector_tile.decode(client.get(tile_of(layer, ALWAYS_APART)).content)["kiosks"]["features"]
    assert sorted(feature["properties"].get("n", 1) for feature in above) == [1, MOST_IN_A_SQUARE + 1]
    assert len(near) >= MOST_IN_A_SQUARE + 1
    assert all("n" not in feature["properties"] for feature in near)


def crowd(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kiosks_kiosk (name, source, external_id, geom, permit_state, activity, form)
               SELECT 'Кіоск', 'crowd', i, ST_SetSRID(ST_MakePoint(37.625 + 0.03 * (i %% 97) / 97,
                                                                  48.84 + 0.02 * (i %% 89) / 89), 4326),
                      (ARRAY['valid', 'none', 'expired'])[1 + i %% 3],
                      (ARRAY['meat', 'press', 'flowers', 'fish'])[1 + i %% 4],
                      (ARRAY['kiosk', 'stall', 'pavilion'])[1 + i %% 7 %% 3]
                 FROM generate_series(1, %s) AS i""",
            [size],
        )
