"""How the columns of a file become fields of a layer: data, not code. A page of constants for each source.

layer = "kiosks"
source = "register-2026"             # rows of another source are never touched
title = { uk = "Реєстр кіосків", en = "Register of kiosks" }   # the source in words: one text, or one for each language
publisher = "Управління архітектури" # whose it is, if not the city's
url = "https://example.org/kiosks"   # its page
licence = "CC-BY-4.0"                # if other than the layer's own
key = ["passportNumber"]             # what names a row in its source, on every import alike
# … or parts of it, where numbers begin anew each year: key = [{ from = "date", pattern = '\\d{4}' }, "number"]
complete = true                      # rows that are no longer in the file are marked as gone, if none was refused
skip = { type = ["МАФ"] }            # rows that are not for this layer: passed over, and counted

[columns]
name = "title"                                        # field = column
owner_name = ["owner", "user"]                        # the first that is not empty
mobility = { from = "type", values = { "пересувна" = "mobile" }, otherwise = "unknown" }
street = { from = "address", pattern = "вул[^,]*" }   # the part that matches
clause = { from = "paragraph", clause = true }        # 5.3.2, which spreadsheets take for a date
opening_hours = { from = "hours", members = { monday = "Пн" } }   # of an object, what each member says, in these words
status = { from = "state", values = { "чинний" = "valid" }, written = { expiring = "чинний" } }
settlement = { from = "code", of = "settlements-2026" }   # the row of another layer with this key in that source
# … or the one that is called so: by its type and name in either order, the type shortened or left away («вул. Садова»).
# `where` says which field of that row has to be the same as which of this one. What fits none or several is told.
[columns.street]
from = "street"
of = "streets-2026"
called = ["kind", "name"]
where = { settlement__name = "settlement_name" }

[geometry]                           # only for tables: files with geometry have their own
longitude = "lon"
latitude = "lat"
crs = "EPSG:4326"
inside = true                        # for a layer of points: of an area, a point inside of it
outline = "footprint"                # … and the field that keeps the area itself
wkt = "geometry"                     # only for tables: the column with the geometry in words, POLYGON((37.6 48.8, …))

A file may hold a part of features instead of features: many rows of one feature, which `key` names.

part = "audit__answers"              # a part that the layer declares
holder = "uid"                       # of the feature's audits, the latest whose uid is the key; none for a part of
                                     # the feature itself (its entrances)
complete = true                      # of the audits in the file, answers that it no longer has are removed

Such rows are no features that could be marked as gone: their history keeps them, and a revert brings them back.
Nothing is removed when a row of the file was refused: it may be the one that is missing.

A mapping is read backwards, too: see structures.py. `written` has words for values that no word is read as.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Collection
from collections.abc import Mapping as Values
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from layers import related
from layers.fields import Part
from layers.importing.clauses import clause
from layers.importing.refusals import FileRefused
from layers.layer import Layer
from layers.provenance import LICENCES, ROW_SOURCES

PLACE = "@place"
#: «null» is what the official structures write where they know nothing (КМУ № 835)
_NOTHING = frozenset({"", "null", "none", "nan", "-", "—", "н/д"})
_EMPTY = (None, "")
#: of Feature.source
_LONGEST_SOURCE = 80


@dataclass(frozen=True)
class Rule:
    """Where one field's value comes from."""

    columns: tuple[str, ...]
    values: Values[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    pattern: re.Pattern[str] | None = None
    is_clause: bool = False
    #: the way back: value → the source's word for it
    words: Values[str, str] = field(default_factory=dict)
    #: for the members of an object, the words by which they are told
    members: Values[str, str] = field(default_factory=dict)
    #: for a relation, the source whose rows bear the value as their key
    of: str = ""
    #: … or whose rows are called so, in these fields of theirs: a name, or a type and a name
    called: tuple[str, ...] = ()
    #: what has to be the same in that row, by its path, as in a field of this one
    where: Values[str, str] = field(default_factory=dict)
    #: whether what stands there is meant to the letter: «-» is a text then, and not nothing
    is_literal: bool = False

    def read(self, row: Values[str, Any]) -> Any:
        """The raw value; None for nothing. Raises KeyError with the value when `values` does not know it, RowRefused
        for a clause that cannot be made out."""
        if self.is_literal:
            return next((row[name] for name in self.columns if row.get(name) not in _EMPTY), None)
        raw = next((row[name] for name in self.columns if not is_nothing(row.get(name))), None)
        if self.pattern and raw is not None:
            match = self.pattern.search(str(raw))
            raw = (match.group(1) if self.pattern.groups else match.group(0)) if match else None
        if self.is_clause and raw is not None:
            raw = clause(raw)
        if self.members and raw is not None:
            raw = _tell_members(raw, self.members)
        if not self.values:
            return self.otherwise if raw is None else raw
        if raw is None:
            return self.otherwise
        known = self.values.get(str(raw).strip().casefold())
        if known is None and self.otherwise is None:
            raise KeyError(str(raw))
        return self.otherwise if known is None else known

    def write(self, value: Any) -> Any:
        """What the source would say for a field's value; None for nothing, and where it has no word."""
        if value is None or value == "":
            return None
        return self.words.get(str(value)) if self.values else value


@dataclass(frozen=True)
class Export:
    """What is known of a file that the map wrote itself: its rows are known again (returning.py)."""

    #: whether it was written for staff, so that nothing of a row is withheld
    is_full: bool = False
    #: when it was written, where its rows do not say when they were changed
    made_at: datetime | None = None


@dataclass(frozen=True)
class Mapping:
    """A whole mapping, bound to its layer: every field is known to exist."""

    layer: Layer
    source: str
    key: tuple[str, ...]
    rules: Values[str, Rule]
    complete: bool = False
    longitude: str = ""
    latitude: str = ""
    crs: str = ""
    #: whether areas become points
    is_inside: bool = False
    #: the field of a layer of points that keeps the area whose point is taken
    outline: str = ""
    #: the column of a table with the geometry in words
    wkt: str = ""
    #: column → values of rows that are not meant for this layer
    skip: Values[str, Collection[str]] = field(default_factory=dict)
    #: what the rows are, where they are not features
    part: Part | None = None
    #: the field of a part's holder that says the same as the key
    holder: str = ""
    #: the source in words, as fields of a NamedSource
    words: Values[str, Any] = field(default_factory=dict)
    #: whether the file came alone, so that nobody said whose it is
    is_by_name: bool = False
    export: Export | None = None
    #: whether it is read backwards, too: the map writes such files (structures.py)
    is_official: bool = False
    #: for columns of the key, the part of what stands there that names the row
    key_patterns: Values[str, re.Pattern[str]] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        """What a row becomes."""
        return related.of_part(self.layer, self.part).model if self.part else self.layer.model

    def target(self, name: str) -> "models.Field[Any, Any]":
        """The model field that a rule fills: of the row's model, or of a row that it points at (`permit__number`).

        Raises FileRefused for a field that does not exist or that may not be filled.
        """
        owner: Any = self.model
        *relations, last = name.split("__")
        try:
            for relation in relations:
                owner = owner._meta.get_field(relation).related_model
            found = owner._meta.get_field(last)
        except (FieldDoesNotExist, AttributeError):
            raise FileRefused(f"the layer {self.layer.slug} has no field {name}") from None
        if (
            not self._takes(relations)
            or not found.editable
            or (found.is_relation and not self._refers(name, found))
            or isinstance(found, models.FileField)
            or (isinstance(found, GeometryField) and name != self.outline)
        ):
            raise FileRefused(f"the field {name} of the layer {self.layer.slug} cannot be imported")
        return found  # type: ignore[no-any-return]

    def _takes(self, relations: list[str]) -> bool:
        """Whether what these lead to belongs to the row, and to no other one."""
        if not relations:
            return True
        return (
            len(relations) == 1 and not self.part and related.pointed_at(self.layer, relations[0]) is not None
        )

    def _refers(self, name: str, found: Any) -> bool:
        """Whether a rule names the row of another layer that a relation leads to, and that is not the row's own."""
        return bool(
            self.rules.get(name, Rule(())).of
            and found.many_to_one
            and not self.part
            and related.pointed_at(self.layer, name) is None
        )

    def passes_over(self, row: Values[str, Any]) -> str:
        """The condition by which a row is not for this layer (`type = МАФ`); empty for one that is."""
        met = (
            f"{name} = {row.get(name)}" for name, values in self.skip.items() if str(row.get(name)) in values
        )
        return next(met, "")

    def key_of(self, row: Values[str, Any], place: bytes | None = None) -> str:
        """The row's name in its source; empty when a part of it is missing.

        `@place` stands for the location itself (`place`, WKB), for sources that number nothing.
        """
        values = {**row, PLACE: hashlib.sha1(place, usedforsecurity=False).hexdigest()[:16] if place else ""}
        parts = [self._key_part(name, values.get(name)) for name in self.key]
        return "/".join(parts) if all(parts) else ""

    def _key_part(self, name: str, raw: Any) -> str:
        text = "" if is_nothing(raw) else str(raw).strip()
        if name not in self.key_patterns:
            return text
        match = self.key_patterns[name].search(text)
        return match.group(0) if match else ""

    @property
    def relations(self) -> list[str]:
        """What leads to the rows that are filled beside the layer's own."""
        return sorted({name.split("__")[0] for name in self.rules if "__" in name})

    @property
    def columns(self) -> set[str]:
        """All columns of the file that are read."""
        named = {name for rule in self.rules.values() for name in rule.columns}
        named |= {*self.key, *self.skip} - {PLACE}
        return named | {name for name in (self.longitude, self.latitude, self.wkt) if name}


def is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING)


def load(path: Path, layer: Layer) -> Mapping:
    """Read a mapping file. Raises FileRefused with a sentence."""
    raw = parse(path)
    if raw.get("layer", layer.slug) != layer.slug:
        raise FileRefused(f"the mapping {path.name} is for the layer {raw['layer']}, not for {layer.slug}")
    if not raw.get("source") or not raw.get("key") or not raw.get("columns"):
        raise FileRefused(f"the mapping {path.name} needs source, key and [columns]")
    return bind(raw, layer)


def parse(path: Path) -> dict[str, Any]:
    """A mapping file as it is written. Raises FileRefused for one that is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as flaw:
        raise FileRefused(f"the mapping {path.name} is not valid TOML: {flaw}") from flaw
    except OSError as flaw:
        raise FileRefused(f"the mapping {path.name} cannot be read: {flaw.strerror}") from flaw


def bind(raw: dict[str, Any], layer: Layer) -> Mapping:
    """Bind a parsed mapping to its layer.

    Raises FileRefused for a field or a part that the layer does not have, and for words that cannot be kept.
    """
    place = raw.get("geometry", {})
    key = [_key_column(part) for part in (raw["key"] if isinstance(raw["key"], list) else [raw["key"]])]
    mapping = Mapping(
        layer,
        _source(str(raw["source"])),
        tuple(name for name, _pattern in key),
        {name: _rule(entry) for name, entry in raw["columns"].items()} | _outlined(place),
        bool(raw.get("complete", False)),
        str(place.get("longitude", "")),
        str(place.get("latitude", "")),
        str(place.get("crs", "")),
        bool(place.get("inside", False) or place.get("outline")),
        str(place.get("outline", "")),
        str(place.get("wkt", "")),
        raw.get("skip", {}),
        _part(layer, raw.get("part", "")),
        str(raw.get("holder", "")),
        _words(raw),
        is_official="structure" in raw,
        key_patterns={name: pattern for name, pattern in key if pattern},
    )
    for name, rule in mapping.rules.items():
        _refuse_unbindable(mapping, mapping.target(name), rule)
    return mapping


def _key_column(part: Any) -> tuple[str, re.Pattern[str] | None]:
    """A column of the key, and the part of it that is meant. Raises FileRefused."""
    if isinstance(part, str):
        return part, None
    if not isinstance(part, dict) or not {"from", "pattern"} == set(part):
        raise FileRefused(
            "the key is a column, a list of columns, or has parts like { from = …, pattern = … }"
        )
    return str(part["from"]), re.compile(str(part["pattern"]))


def _outlined(place: dict[str, Any]) -> dict[str, Rule]:
    """The field that an area is kept in: no column fills it, but the geometry of the row."""
    return {str(place["outline"]): Rule(())} if place.get("outline") else {}


def _refuse_unbindable(mapping: Mapping, target: Any, rule: Rule) -> None:
    """Refuse a rule that looks for rows of another layer by words that they or the file's rows do not have."""
    if not rule.called and not rule.where:
        return
    if not rule.of or len(rule.called) not in {1, 2}:
        raise FileRefused(
            f"the field {target.name} is found by words: say of which source, and called = [type, name]"
        )
    if any(path.count("__") > 1 for path in rule.where):
        raise FileRefused(f"the field {target.name}: where follows one relation and no more")
    for path in (*rule.called, *rule.where):
        owner: Any = target.related_model
        try:
            for step in path.split("__"):
                found = owner._meta.get_field(step)
                owner = found.related_model
        except (FieldDoesNotExist, AttributeError):
            raise FileRefused(f"the rows that {target.name} refers to have no field {path}") from None
    for name in rule.where.values():
        if name not in mapping.rules:
            raise FileRefused(f"the mapping fills no field {name}, which {target.name} is found by")


def by_name(layer: Layer, columns: list[str], source: str) -> Mapping:
    """The mapping of a file whose columns have the layer's own names (an export of ours).

    The key is `external_id`, `id` or `uid`, whichever is there. Raises FileRefused.
    """
    names = {column.name: column.path for column in layer.columns}
    source = _source(source)
    if source in ROW_SOURCES:
        raise FileRefused(f"the source {source} has its words already: choose another name with --source")
    key = next((name for name in ("external_id", "id", "uid") if name in columns), None)
    found = {names[name]: Rule((name,)) for name in columns if name in names}
    if key is None or not found:
        raise FileRefused(
            "without a mapping the file's columns must be the layer's own and one of external_id, id, uid; "
            f"it has: {', '.join(columns[:20])}"
        )
    pairs = [("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"), ("x", "y")]
    longitude, latitude = next((pair for pair in pairs if set(pair) <= set(columns)), ("", ""))
    mapping = Mapping(layer, source, (key,), found, longitude=longitude, latitude=latitude, is_by_name=True)
    return replace(
        mapping, rules={path: rule for path, rule in found.items() if _may_be_filled(mapping, path)}
    )


def _source(name: str) -> str:
    if len(name) > _LONGEST_SOURCE:
        raise FileRefused(f"the name of the source is longer than {_LONGEST_SOURCE} characters: {name}")
    return name


def _may_be_filled(mapping: Mapping, path: str) -> bool:
    try:
        mapping.target(path)
    except FileRefused:
        return False
    return True


def _rule(entry: Any) -> Rule:
    if isinstance(entry, str):
        return Rule((entry,))
    if isinstance(entry, list):
        return Rule(tuple(entry))
    source = entry.get("from", [])
    columns = tuple([source] if isinstance(source, str) else source)
    known = {str(word).strip(): str(value) for word, value in entry.get("values", {}).items()}
    words = dict(entry.get("written", {}))
    for word, value in known.items():
        words.setdefault(value, word)
    return Rule(
        columns,
        {word.casefold(): value for word, value in known.items()},
        entry.get("otherwise"),
        re.compile(entry["pattern"], re.IGNORECASE) if entry.get("pattern") else None,
        bool(entry.get("clause", False)),
        words,
        entry.get("members", {}),
        str(entry.get("of", "")),
        tuple(entry.get("called", ())),
        entry.get("where", {}),
    )


def _tell_members(raw: Any, names: Values[str, str]) -> Any:
    """What the members of an object say, as they say it: «Пн, Сб 08:00-20:00; Нд Вихідний». Other text is as it was."""
    try:
        found = raw if isinstance(raw, dict) else json.loads(str(raw))
    except ValueError:
        return raw
    if not isinstance(found, dict):
        return raw
    told: dict[str, list[str]] = {}
    # Members that the mapping does not know come last, by their own names: nothing is lost.
    for name in (*names, *(name for name in found if name not in names)):
        if not is_nothing(found.get(name)):
            told.setdefault(str(found[name]).strip(), []).append(names.get(name, name))
    return "; ".join(f"{', '.join(members)} {text}" for text, members in told.items()) or None


def _words(raw: dict[str, Any]) -> dict[str, Any]:
    """What a mapping says of its source.

    Raises FileRefused for a licence that is not known, for an address of no page, and where the map has words already.
    """
    said = {name: raw[name] for name in ("title", "publisher", "url", "licence") if raw.get(name)}
    for name in said.keys() & {"title", "publisher"}:
        said[name] = _in_languages(said[name])
    if said.get("licence") and said["licence"] not in LICENCES:
        raise FileRefused(f"the licence {said['licence']} is none of: {', '.join(LICENCES)}")
    if said.get("url") and not str(said["url"]).startswith(("https://", "http://")):
        raise FileRefused(f"the address {said['url']} is not that of a page")
    if said and raw["source"] in ROW_SOURCES:
        raise FileRefused(f"the source {raw['source']} has its words already: choose another name")
    return said


def _in_languages(text: str | dict[str, str]) -> dict[str, str]:
    if isinstance(text, str):
        return {"uk": text, "en": text}
    return {language: text.get(language) or next(iter(text.values())) for language in ("uk", "en")}


def _part(layer: Layer, path: str) -> Part | None:
    if not path:
        return None
    for part in layer.parts:
        if part.path == path:
            return part
    raise FileRefused(f"the layer {layer.slug} has no part {path}")
