"""The structures that the law recommends for data sets (КМУ № 835): the mappings of fixtures/official, read backwards.

One file serves both ways: `[columns]` says how an official column becomes a field, and so, how the field is said in
that column; `[structure]` says which columns there are and what stands in those that no field becomes.

[structure]
annex = "32"
table = "norms"                             # where an annex has several
is_own = true                               # none of the annex's: what belongs to its rows, in columns of the map
columns = ["normsNumber", …]                # all, in the official order
identifier = "buildingUid"                  # takes any unique identifier of the feature
fixed = { addressAdminUnitL1 = "Україна" }  # the same in every row
shown = { buildingName = "name" }           # of the feature, where the rows are of a part
"""

from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from layers import related
from layers.columns import Column
from layers.importing import mapping as mappings
from layers.importing.mapping import Mapping, Rule
from layers.layer import Layer
from layers.publication import Publication
from layers.query import Selection
from layers.registry import catalogue

#: what is not known, as the structures want it
UNKNOWN = "null"
#: what is known, perhaps, and not for this viewer
WITHHELD = ""

_X, _Y = "@longitude", "@latitude"
_IDENTITY = ("id", "source", "external_id")


@dataclass(frozen=True)
class Structure:
    """An official structure; `name` is that of its file."""

    name: str
    mapping: Mapping
    annex: str
    columns: tuple[str, ...]
    table: str = ""
    identifier: str = ""
    fixed: Values[str, str] = field(default_factory=dict)
    shown: Values[str, str] = field(default_factory=dict)
    is_own: bool = False

    @property
    def title(self) -> str:
        if self.is_own:
            return _("Beside annex %(annex)s, in the map’s own columns (%(table)s)") % {
                "annex": self.annex,
                "table": self.table,
            }
        title = _("Structure of the Cabinet of Ministers' decree no. 835, annex %s") % self.annex
        return f"{title} ({self.table})" if self.table else title

    def rules(self, column: str) -> dict[str, Rule]:
        """The rules that a column is written by, by field."""
        return {path: rule for path, rule in self.mapping.rules.items() if rule.columns[:1] == (column,)}


@cache
def _structures() -> tuple[Structure, ...]:
    found = []
    for path in sorted((settings.BASE_DIR / "fixtures/official").glob("*.toml")):
        raw = mappings.parse(path)
        if raw["layer"] in catalogue:
            mapping = mappings.bind(raw, catalogue[raw["layer"]])
            described = raw["structure"] | {"columns": tuple(raw["structure"]["columns"])}
            found.append(Structure(path.stem, mapping, **described))
    return tuple(found)


def structures(layer: Layer) -> dict[str, Structure]:
    """The official structures that a layer can be had in, by name."""
    return {one.name: one for one in _structures() if one.mapping.layer is layer}


@dataclass(frozen=True)
class Sheet:
    """A selection in an official structure."""

    structure: Structure
    selection: Selection

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns of the rows that the viewer may read, by path."""
        layer, part = self.selection.layer, self.structure.mapping.part
        declared = related.part_columns(layer, part) if part else self.selection.columns
        return {c.path: c for c in declared if c.audience <= self.selection.viewer.audience}

    @cached_property
    def _feature_columns(self) -> dict[str, Column]:
        """What is read of the features themselves."""
        wanted = self.structure.shown.values() if self._part else self.structure.mapping.rules.keys()
        return {c.path: c for c in self.selection.columns if c.path in wanted}

    @cached_property
    def _rules(self) -> dict[str, dict[str, Rule]]:
        """For each column the rules whose fields the viewer may read."""
        return {
            column: {
                path: rule for path, rule in self.structure.rules(column).items() if path in self.columns
            }
            for column in self.structure.columns
        }

    @property
    def _part(self) -> str:
        return self.structure.mapping.part.path if self.structure.mapping.part else ""

    def sql(self) -> tuple[str, tuple[Any, ...]]:
        """A SELECT of what `row` takes, in the order of the features' numbers."""
        own = [column.name for column in self._feature_columns.values()]
        sql, params = self.selection.sql("geom", *_IDENTITY, *own)
        features = ", ".join(f'r."{name}"' for name in (*_IDENTITY, *own))
        if not self._part:
            point = "ST_PointOnSurface(r.geom)"
            return f"SELECT {features}, ST_X({point}), ST_Y({point}) FROM ({sql}) AS r ORDER BY r.id", params
        return f"SELECT {features}{self._of_part(sql)}ORDER BY r.id, p.id", params

    def _of_part(self, features: str) -> str:
        layer, part = self.selection.layer, self.structure.mapping.part
        assert part is not None
        belonging = related.of_part(layer, part)
        holder: Any = layer.model._meta.get_field(part.holder or "id")
        columns = "".join(f", {self._readable(column)}" for column in self.columns.values())
        return f"""{columns} FROM ({features}) AS r JOIN "{layer.table}" AS t ON t.id = r.id
                  JOIN "{belonging.table}" AS p ON t."{holder.column}" = p."{belonging.owner.column}" """

    def _readable(self, column: Column) -> str:
        """SQL of a part's column; what tells where a feature is goes with its exact location."""
        sql = f'p."{column.model_field.column}"'
        if column.field.locating and not self.selection.viewer.is_staff:
            return f"CASE WHEN t.publication <> '{Publication.GENERALISED}' THEN {sql} END"
        return sql

    def row(self, values: tuple[Any, ...]) -> list[Any]:
        """A row of the structure from a row of `sql`."""
        of_feature = [*_IDENTITY, *self._feature_columns, *(() if self._part else (_X, _Y))]
        feature = dict(zip(of_feature, values, strict=False))
        known = dict(zip(self.columns, values[len(of_feature) :], strict=True)) if self._part else feature
        return [self._cell(column, feature, known) for column in self.structure.columns]

    def _cell(self, column: str, feature: dict[str, Any], known: dict[str, Any]) -> Any:
        structure = self.structure
        if column in structure.fixed:
            return structure.fixed[column]
        if column == structure.identifier:
            return self._identity(feature)
        if column in structure.shown:
            return _said(feature.get(structure.shown[column], WITHHELD))
        for name, axis in ((structure.mapping.longitude, _X), (structure.mapping.latitude, _Y)):
            if column == name:
                return _said(feature[axis])
        return self._by_rules(column, known)

    def _identity(self, feature: dict[str, Any]) -> str:
        if feature["source"] == self.structure.mapping.source and feature["external_id"]:
            return str(feature["external_id"])
        return f"{self.selection.layer.slug}/{feature['id']}"

    def _by_rules(self, column: str, known: dict[str, Any]) -> Any:
        """What the column says by its rules: the word that all of them read back, or else the last one's."""
        rules = self._rules[column]
        if not rules:
            return WITHHELD
        words = {path: rule.write(known[path]) for path, rule in rules.items()}
        for word in words.values():
            if word is not None and all(
                _reads(rule, column, word, known[path]) for path, rule in rules.items()
            ):
                return _said(word)
        last = list(rules)[-1]
        if known[last] is None and not self.columns[last].nullable:
            # What is never null is null where its location is generalised.
            return WITHHELD
        return _said(words[last])


def _reads(rule: Rule, column: str, word: Any, value: Any) -> bool:
    try:
        return str(rule.read({column: word})) == str(value)
    except KeyError:
        return False


def _said(value: Any) -> Any:
    match value:
        case None:
            return UNKNOWN
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
    return value
