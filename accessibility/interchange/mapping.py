"""Which answer goes where in another format, and which has no place there."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accessibility import rules
from accessibility.criteria import Criterion, Norm
from accessibility.rules import Given
from accessibility.sheets import Sheet

_FILE = Path(__file__).with_name("formats.toml")
A11YJSON, OSM = "a11yjson", "osm"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a criterion goes: a path or a tag, and how it is written there."""

    at: str
    how: str
    #: criteria that have to be met, where that is what is written
    needs: tuple[str, ...] = ()

    def written(self, code: str, sheet: Sheet) -> Any:
        """What is written of a criterion of this sheet; None for nothing."""
        if self.needs:
            return self._is_met(sheet)
        given = sheet.answers.get(code)
        return self.value(given, sheet.norm.by_code[code].unit) if given else None

    def _is_met(self, sheet: Sheet) -> bool | None:
        # Of each criterion the official outcome stands first.
        outcomes = {one.criterion.code: one.outcome for one in reversed(sheet.judged)}
        found = {outcomes.get(code) for code in self.needs}
        return False if rules.FAIL in found else True if found == {rules.PASS} else None

    def value(self, given: Given, unit: str) -> Any:
        """What is written; None where nothing is known, or what is known is of another kind.

        A criterion that is measured has been given a value; one that is answered, yes or no.
        """
        if self.how in {"length", "metres"}:
            return None if given.value is None else _measured(self.how, given.value, unit)
        said = {rules.YES: True, rules.PASS: True, rules.NO: False, rules.FAIL: False}.get(given.outcome)
        return said if said is None or self.how == "yes" else not said


def _measured(how: str, value: float, unit: str) -> Any:
    metres = rules.in_unit(value, unit, "m")
    if metres is None:
        return None
    return {"value": round(metres * 1000, 3), "unit": "mm"} if how == "length" else metres


@cache
def targets(format_: str) -> Mapping[str, Target]:
    """Code of a criterion → where it goes."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        code: Target(row["at"], row["as"], tuple(row.get("needs", ()))) for code, row in data[format_].items()
    }


def held(format_: str, sheet: Sheet) -> Iterator[tuple[str, Any]]:
    """What of an audit's answers a format can hold, as (path or tag, value)."""
    for code, target in targets(format_).items():
        value = target.written(code, sheet) if code in sheet.norm.by_code else None
        if value is not None:
            yield target.at, value


def lost(format_: str, norm: Norm) -> list[Criterion]:
    """The criteria of a norm that a format has no place for."""
    return [criterion for criterion in norm.criteria if criterion.code not in targets(format_)]
