"""A layer's legend with counts: one description for the map's key, the front door and the printed sheet."""

from typing import Any

from layers import counting
from layers.query import Selection


def describe(selection: Selection, *, counted: bool = True) -> dict[str, Any]:
    """The legend of a selection. A class of no feature is kept: the legend does not jump."""
    counts = counting.count_by_class(selection) if counted else {}
    entries = [
        symbol.as_json(value) | {"count": counts.get(value, 0)}
        for value, symbol in selection.layer.style.symbols()
    ]
    return {
        "layer": selection.layer.slug,
        "title": str(selection.layer.title),
        "shape": str(selection.layer.shape),
        "field": selection.layer.style.field,
        "classes": entries,
        "total": sum(counts.values()),
    }
