"""Which sources the rows of a layer come from: all of them are credited where the layer is shown or handed on."""

from collections.abc import Iterable

from django.db import connection
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from layers.layer import Layer
from layers.provenance import NAMED, Source, Words, words_sql


def sources(layers: Iterable[Layer]) -> dict[str, list[Source]]:
    """The sources that occur in the rows of each layer, its own first; of an empty layer its own.

    One statement, and a few index entries for each layer, however many rows it has. A source of which nothing is
    published is not named: that there is one may be what is not to be known.
    """
    layers = list(layers)
    found = _found(layers)
    return {layer.slug: _ordered(layer, found[layer.slug]) for layer in layers}


def _found(layers: list[Layer]) -> dict[str, set[Source]]:
    found: dict[str, set[Source]] = {layer.slug: set() for layer in layers}
    by_slug = {layer.slug: layer for layer in layers}
    with connection.cursor() as cursor:
        occurring = " UNION ALL ".join(_occurring(layer) for layer in layers)
        cursor.execute(
            f"""SELECT o.layer, o.source, {words_sql("n")} FROM ({occurring}) AS o (layer, source)
                  LEFT JOIN {NAMED} AS n ON n.name = o.source"""
        )
        for slug, row_source, *words in cursor.fetchall():
            found[slug].add(by_slug[slug].source_of(row_source, Words(*words)))
    return found


def sources_of(layer: Layer) -> list[Source]:
    """The sources that occur in the rows of one layer."""
    return sources([layer])[layer.slug]


def credits_of(layers: Iterable[Layer]) -> SafeString:
    """Everybody who is to be named for the rows of some layers, once, as HTML; nobody for an empty layer."""
    layers = list(layers)
    found = _found(layers)
    named = dict.fromkeys(
        _credit(source)
        for layer in layers
        if found[layer.slug]
        for source in _ordered(layer, found[layer.slug])
    )
    return format_html_join(" · ", "{}", ((credit,) for credit in named))


def _credit(source: Source) -> str:
    if not source.address:
        return source.credit
    return format_html('<a href="{}" rel="noopener">{}</a>', source.address, source.credit)


def _occurring(layer: Layer) -> str:
    """SQL of the distinct sources of a table, from entry to entry of the index of its natural key."""
    table = f'"{layer.table}"'
    return f"""(WITH RECURSIVE step AS (
            (SELECT source FROM {table} WHERE published ORDER BY source LIMIT 1)
            UNION ALL
            SELECT (SELECT t.source FROM {table} AS t WHERE t.source > step.source AND published
                     ORDER BY t.source LIMIT 1)
              FROM step WHERE step.source IS NOT NULL)
        SELECT '{layer.slug}', source FROM step WHERE source IS NOT NULL)"""


def _ordered(layer: Layer, found: set[Source]) -> list[Source]:
    others = sorted(found - {layer.source}, key=lambda source: source.credit)
    return [layer.source, *others] if layer.source in found or not found else others
