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

_FILE = Path(__file__).with_name("formats.toml")
A11YJSON, OSM = "a11yjson", "osm"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a criterion goes: a path or a tag, and how it is written there."""

    at: str
    how: str

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
    return {code: Target(row["at"], row["as"]) for code, row in data[format_].items()}


def held(format_: str, norm: Norm, answers: Mapping[str, Given]) -> Iterator[tuple[str, Any]]:
    """What of an audit's answers a format can hold, as (path or tag, value)."""
    for code, target in targets(format_).items():
        criterion = norm.by_code.get(code)
        if criterion and code in answers:
            value = target.value(answers[code], criterion.unit)
            if value is not None:
                yield target.at, value


def lost(format_: str, norm: Norm) -> list[Criterion]:
    """The criteria of a norm that a format has no place for."""
    return [criterion for criterion in norm.criteria if criterion.code not in targets(format_)]
