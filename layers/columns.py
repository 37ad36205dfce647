"""Fields bound to the model: type, label and choices come from there through one table, KINDS.

A column knows how its values are filtered, described to machines and shown to people. It knows no surface.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from layers.fields import Audience, Field
from layers.problems import BadParameter

NULL = "null"
RANGE = ".."
#: between the codes of a value that names several choices
SEVERAL = ","
_LARGEST = 2**63 - 1


class FilterBy(StrEnum):
    """How a filter form asks for a value."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a model field's class means to machines: JSON Schema, Table Schema, the filter and its parser."""

    json: str
    table: str
    filter_by: FilterBy
    parse: Callable[[str], Any]
    format: str = ""


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) > _LARGEST:
        raise ValueError(text)
    return value


def _number(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def _decimal(text: str) -> Decimal:
    _number(text)
    return Decimal(text)


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else timezone.make_aware(value)


_TEXT = Kind("string", "string", FilterBy.TEXT, str)
_WHOLE = Kind("integer", "integer", FilterBy.NUMBER, _whole)

KINDS: dict[type[models.Field[Any, Any]], Kind] = {
    models.CharField: _TEXT,
    models.TextField: Kind("string", "string", FilterBy.NONE, str),
    models.URLField: Kind("string", "string", FilterBy.NONE, str, "uri"),
    models.BigAutoField: _WHOLE,
    models.BigIntegerField: _WHOLE,
    models.IntegerField: _WHOLE,
    models.SmallIntegerField: _WHOLE,
    models.PositiveIntegerField: _WHOLE,
    models.PositiveSmallIntegerField: _WHOLE,
    models.FloatField: Kind("number", "number", FilterBy.NUMBER, _number),
    models.DecimalField: Kind("number", "number", FilterBy.NUMBER, _decimal),
    models.BooleanField: Kind("boolean", "boolean", FilterBy.FLAG, _flag),
    models.DateField: Kind("string", "date", FilterBy.DATE, date.fromisoformat, "date"),
    models.DateTimeField: Kind("string", "datetime", FilterBy.DATE, _moment, "date-time"),
    models.JSONField: Kind("object", "object", FilterBy.NONE, str),
}


@dataclass(frozen=True)
class Column:
    """A declared field bound to its model field."""

    field: Field
    model_field: "models.Field[Any, Any]"
    kind: Kind
    #: what a related column belongs to, translatable
    relation_label: Any = ""

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def path(self) -> str:
        return self.field.path

    @property
    def audience(self) -> Audience:
        return self.field.audience

    @property
    def is_local(self) -> bool:
        """A column of the layer's own table, not of a related one."""
        return "__" not in self.path

    @property
    def label(self) -> str:
        """The Ukrainian or English word for it; a related column says of what («Siting passport: number»).

        What is called by its name needs no word for that: «Settlement».
        """
        label = str(self.model_field.verbose_name)
        if self.is_local:
            return label
        return (
            str(self.relation_label) if self.model_field.name == "name" else f"{self.relation_label}: {label}"
        )

    @property
    def nullable(self) -> bool:
        return self.model_field.null or not self.is_local

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Values and their words in the active language; empty when any value is possible."""
        return [(str(value), str(label)) for value, label in self.model_field.flatchoices]

    @property
    def filter_by(self) -> FilterBy:
        return FilterBy.CHOICE if self.model_field.choices else self.kind.filter_by

    def condition(self, raw: str) -> Q:
        """The condition that a query parameter asks for.

        `a,b` is any of the choices, `from..until` a range with either end open, `null` the unknown.
        Raises BadParameter.
        """
        if raw == NULL and self.nullable:
            return Q(**{f"{self.path}__isnull": True})
        if self.filter_by is FilterBy.CHOICE:
            return Q(**{f"{self.path}__in": self._chosen(raw)})
        if self.filter_by in (FilterBy.NUMBER, FilterBy.DATE) and RANGE in raw:
            return self._range(raw)
        value = self._value(raw)
        if isinstance(self.model_field, models.DateTimeField) and "T" not in raw:
            return Q(**{f"{self.path}__date": value.date()})
        return Q(**{self.path: value})

    def asked(self, raw: str) -> str:
        """What a query parameter asks for, in words: «expired, annulled», «from 10 to 30». Raises BadParameter."""
        if raw == NULL and self.nullable:
            return _("unknown")
        if self.filter_by is FilterBy.CHOICE:
            return ", ".join(self.display(value) for value in self._chosen(raw))
        if self.filter_by in (FilterBy.NUMBER, FilterBy.DATE) and RANGE in raw:
            lower, _dots, upper = raw.partition(RANGE)
            ends = {_("from %s"): lower, _("to %s"): upper}
            return " ".join(words % self._bound(end) for words, end in ends.items() if end)
        return self._bound(raw)

    def _bound(self, raw: str) -> str:
        value = self._value(raw)
        if isinstance(value, datetime) and "T" not in raw:
            value = value.date()
        return self.display(value)

    def display(self, value: Any) -> str:
        """The value in words of the active language; empty text for what is not known."""
        if value is None or value == "":
            return ""
        if self.model_field.choices:
            return dict(self.choices).get(str(value), str(value))
        if self.field.several:
            labels = dict(self.field.several.choices)
            return ", ".join(str(labels.get(code, code)) for code in str(value).split(SEVERAL))
        match value:
            case bool():
                return _("yes") if value else _("no")
            case datetime():
                return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
            case date():
                return formats.date_format(value, "DATE_FORMAT")
            case int() | float() | Decimal():
                return f"{_number_text(value)} {self.unit}".rstrip()
        return str(value)

    @property
    def unit(self) -> str:
        return str(self.field.unit)

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the column's values."""
        schema: dict[str, Any] = {"title": self.label, "type": self.kind.json}
        if self.kind.format:
            schema["format"] = self.kind.format
        if self.choices:
            schema["enum"] = [value for value, _label in self.choices]
        if self.unit:
            schema["x-unit"] = self.unit
        return schema

    def _chosen(self, raw: str) -> list[str]:
        values = raw.split(",")
        known = {value for value, _label in self.choices}
        for value in values:
            if value not in known:
                raise self._refuse(raw, _("Possible values: %s.") % ", ".join(sorted(known)))
        return values

    def _range(self, raw: str) -> Q:
        lower, _dots, upper = raw.partition(RANGE)
        condition = Q()
        if lower and upper and self._value(lower) > self._value(upper):
            raise self._refuse(raw, _("The first end of a range is not after the second one."))
        if lower:
            condition &= Q(**{f"{self.path}__gte": self._value(lower)})
        if upper:
            end = f"{upper}T23:59:59.999999" if self._is_moment and "T" not in upper else upper
            condition &= Q(**{f"{self.path}__lte": self._value(end)})
        if not lower and not upper:
            raise self._refuse(raw, _("A range has at least one end: 1..9, 1.. or ..9."))
        return condition

    @property
    def _is_moment(self) -> bool:
        return isinstance(self.model_field, models.DateTimeField)

    def _value(self, raw: str) -> Any:
        try:
            return self.kind.parse(raw)
        except (ValueError, KeyError, ArithmeticError):
            raise self._refuse(raw, _("A value of type %s is wanted.") % self.kind.table) from None

    def _refuse(self, raw: str, hint: str) -> BadParameter:
        shown = raw if len(raw) <= 60 else raw[:60] + "…"
        return BadParameter(
            _("“%(value)s” cannot be understood as %(name)s. %(hint)s")
            % {"value": shown, "name": self.name, "hint": hint},
            parameter=self.name,
        )


def _number_text(value: float | Decimal) -> str:
    """Two decimals at most, none where they are zero; thousands apart from ten thousand on."""
    exact = Decimal(str(value)).quantize(Decimal("0.01")) if not isinstance(value, int) else Decimal(value)
    shown = int(exact) if exact == exact.to_integral_value() else exact
    return formats.number_format(shown, use_l10n=True, force_grouping=abs(exact) >= 10_000)


def bind(model: type[models.Model], field: Field) -> Column:
    """Bind a declared field to its model. Raises FieldDoesNotExist or TypeError, which system checks report."""
    owner: Any = model
    relation_label: Any = ""
    *relations, last = field.path.split("__")
    for name in relations:
        relation: Any = owner._meta.get_field(name)
        if not relation.many_to_one and not relation.one_to_one:
            raise TypeError(f"{field.path}: {name} leads to many rows")
        relation_label = relation.verbose_name
        owner = relation.related_model
    model_field = owner._meta.get_field(last)
    if not isinstance(model_field, models.Field) or isinstance(model_field, GeometryField):
        raise FieldDoesNotExist(f"{field.path}: not a field that can be served as a column")
    for kind_class in type(model_field).__mro__:
        if kind_class in KINDS:
            return Column(field, model_field, KINDS[kind_class], relation_label)
    raise TypeError(f"{field.path}: no kind for {type(model_field).__name__}")
