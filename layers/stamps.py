"""Which version of a layer a viewer has seen: validators, tile caches and the change feed read it from here.

Versions are sums over a ledger (models.Stamp): an index scan, no tile is built to say «not modified».
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection
from django.utils.http import quote_etag

from layers.layer import Layer
from layers.triggers import STAMP_ZOOM
from layers.viewer import Viewer

WHOLE = -1
ANYWHERE = -2

_SPREAD = tuple(sum(((byte >> bit) & 1) << (2 * bit) for bit in range(8)) for byte in range(256))


def morton(x: int, y: int) -> int:
    """The Morton key of a tile or grid point (both below 2**32); the same as SQL's layers_morton."""
    key = 0
    for shift in range(0, 32, 8):
        key |= (_SPREAD[(x >> shift) & 255] | _SPREAD[(y >> shift) & 255] << 1) << (2 * shift)
    return key


class Version(NamedTuple):
    """How often something was written: `here` in the stamp cell of one tile, `whole` in all of its layers."""

    here: int
    whole: int


def cells(z: int, x: int, y: int) -> list[int]:
    """The stamp cells that a tile's bytes depend on."""
    if z >= STAMP_ZOOM:
        return [morton(x >> (z - STAMP_ZOOM), y >> (z - STAMP_ZOOM)), ANYWHERE]
    return [WHOLE]


def version_sql(layers: Iterable[Layer], cells: str) -> str:
    """Two columns of SQL, the numbers of a Version, where `cells` is the word for an array of stamp cells."""
    layers = list(layers)
    return f"layers_version({_slugs(layers)}, {cells}), {whole_sql(layers)}"


def whole_sql(layers: Iterable[Layer]) -> str:
    """A column of SQL: the version of some layers as a whole."""
    return f"layers_version({_slugs(layers)}, '{{{WHOLE}}}')"


def _slugs(layers: Iterable[Layer]) -> str:
    slugs = ", ".join(f"'{layer.slug}'" for layer in layers)
    return f"ARRAY[{slugs}]"


def at(layers: Iterable[Layer], z: int, x: int, y: int) -> Version:
    """The version of some layers, as far as tile z/x/y is concerned. Grows with every committed change."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {version_sql(layers, '%s')}", [cells(z, x, y)])
        return Version(*cursor.fetchone())


def version(layers: Iterable[Layer]) -> int:
    """The version of some layers as a whole."""
    return at(layers, 0, 0, 0).whole


def versions() -> dict[str, int]:
    """The version of every layer that was ever written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT layer, sum(n)::bigint FROM layers_stamp WHERE cell = -1 GROUP BY layer")
        return dict(cursor.fetchall())


def touch(layers: Iterable[Layer]) -> None:
    """Give some layers a new version where no row was written: what is told beside their rows has changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO layers_stamp (layer, cell, n)
                SELECT slug, {WHOLE}, 1 + floor(random() * 1000000)::bigint FROM unnest({_slugs(layers)}) AS slug"""
        )


def etag(version: int, viewer: Viewer, *parts: object) -> str:
    """A strong validator: the same bytes for the same version, audience, role and request."""
    seen = repr((version, int(viewer.audience), viewer.works_with, parts))
    return quote_etag(hashlib.blake2b(seen.encode(), digest_size=12).hexdigest())


def fold(threshold: int = 64) -> int:
    """Fold both ledgers where more than `threshold` rows stand for one sum. Returns how many rows went.

    Safe beside writers: they only insert, and a reader sees either the rows or their sum.
    """
    with connection.cursor() as cursor:
        folded = 0
        for table, key, sums in (
            ("layers_stamp", "layer, cell", ("n",)),
            ("layers_tally", "layer, level, cell, published, value, facet, choice", ("n", "sx", "sy")),
        ):
            columns = f"{key}, {', '.join(sums)}"
            totals = ", ".join(f"sum({name})" for name in sums)
            cursor.execute(
                f"""
                WITH long AS (SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > %s),
                taken AS (DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM long) RETURNING {columns}),
                kept AS (INSERT INTO {table} ({columns}) SELECT {key}, {totals} FROM taken GROUP BY {key} RETURNING 1)
                SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM kept)
                """,
                [threshold],
            )
            folded += int(cursor.fetchone()[0])
        return folded
