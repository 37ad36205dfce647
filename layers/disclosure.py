"""What a row says of itself wherever it is handed on alone: where it is from, under which licence, how exact its place
is; and to staff, whether it is published, so that nothing closed is passed on unseen."""

from layers.provenance import licence_sql
from layers.query import Selection

#: the feature's own columns that the expressions below read
READ = ("source", "publication", "location_accuracy")


def disclosed(selection: Selection) -> dict[str, str]:
    """Names, and their SQL over rows of `selection` called `f`. `location_accuracy`: metres, or null."""
    layer, is_staff = selection.layer, selection.viewer.is_staff
    grid = f"WHEN f.publication = 'generalised' THEN {layer.policy.grid}" if not is_staff else ""
    said = {
        "source": 'f."source"',
        "licence": licence_sql(layer.source, "f.source"),
        "location_accuracy": f"CASE {grid} ELSE f.location_accuracy END" if grid else "f.location_accuracy",
    }
    if is_staff:
        said["publication"] = "f.publication"
    declared = {column.name for column in selection.columns}
    return {name: sql for name, sql in said.items() if name not in declared}


def columns_of(selection: Selection) -> list[str]:
    """What is to be read of the rows, for the declared columns and for `disclosed`."""
    return list(dict.fromkeys([*(column.name for column in selection.columns), *READ]))
