"""A layer's legend with counts: one description for the map's key, the front door and the printed sheet."""

from dataclasses import replace
from typing import Any

from layers import counting
from layers.columns import NULL
from layers.query import Selection


def describe(selection: Selection, *, counted: bool = True) -> dict[str, Any]:
    """The legend of a selection. A class of no feature is kept: the legend does not jump. One of which its viewer never
    sees any is none.

    A class is counted as if no class were chosen, or who has chosen one would see all others empty; the total is of
    the chosen ones. `faded` are those of a class that are drawn faded.
    """
    layer = selection.layer
    field = layer.style.field or ""
    chosen = selection.filters.get(field, "")
    if chosen and chosen != NULL:
        others = {name: raw for name, raw in selection.filters.items() if name != field}
        selection = replace(selection, filters=others)
        wanted = set(chosen.split(","))
    else:
        wanted = set()
    counts, *old = counting.count_by_class(selection, *_faded(selection)) if counted else [{}]
    faded = old[0] if old else {}
    entries = [
        symbol.as_json(value) | {"count": counts.get(value, 0), "faded": faded.get(value, 0)}
        for value, symbol in layer.style.symbols()
        if not (selection.viewer.is_public and layer.policy.withholds(field, value))
    ]
    return {
        "layer": layer.slug,
        "title": str(layer.title),
        "shape": str(layer.shape),
        "field": layer.style.field,
        "classes": entries,
        "total": sum(n for value, n in counts.items() if not wanted or value in wanted),
    }


def _faded(selection: Selection) -> list[Selection]:
    """What of a selection is drawn faded; nothing where who asks has chosen by it already."""
    fades = selection.layer.fades
    if fades is None or fades.field in selection.filters:
        return []
    return [replace(selection, filters={**selection.filters, fades.field: ",".join(fades.values)})]
