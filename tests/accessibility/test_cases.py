"""Verdicts that were worked out by hand (cases.toml): the engine comes to the same."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from accessibility import norms, rules
from accessibility.criteria import Criterion
from accessibility.rules import Given

_FILE = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
CASES = _FILE["cases"]
_VERDICTS = {"a": "accessible", "p": "partly", "b": "barrier", "u": "unknown"}


def sheet(case: Mapping[str, Any]) -> dict[str, Given]:
    """The answers of a case."""
    answers = {**_FILE["sheets"][case["sheet"]], **case.get("with", {})}
    norm = norms.norms()["dbn-v2.2-40-2018"]
    return {
        code: given(norm.by_code[code], said)
        for code, said in answers.items()
        if code not in case.get("without", []) or code in case.get("with", {})
    }


def given(criterion: Criterion, said: Any) -> Given:
    if isinstance(said, bool):
        yes, no = (rules.YES, rules.NO) if criterion.is_fact else (rules.PASS, rules.FAIL)
        return Given(yes if said else no)
    if isinstance(said, str):
        return Given(rules.UNKNOWN if said == "unsure" else said)
    return Given(value=float(said))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_verdict_is_as_worked_out(case: dict[str, Any]) -> None:
    norm = norms.norms()["dbn-v2.2-40-2018"]
    found = rules.verdicts(rules.judge(norm, case["kind"], sheet(case)))
    expected = dict(zip(rules.EVERYBODY, map(_VERDICTS.get, case["expect"].split()), strict=True))
    assert found == expected, case["reason"]


def test_there_are_enough_and_each_tells_its_reason() -> None:
    assert len(CASES) >= 130
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["reason"] for case in CASES)
