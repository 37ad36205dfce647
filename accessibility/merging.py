"""What several audits of one place, or of one part of it, say together: of each criterion the answer given last.

An audit seldom asks everything, so what nobody looked at again stays known, with the day on which somebody did. What
was found since may end it: an answer that says that a thing is not there (any more) ends what was said of that thing;
and where a fact is another one now (there was a ramp), what was found good there by words alone is not known any more.
What was found to fail is, until it is answered anew. No database here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from accessibility import rules
from accessibility.criteria import Criterion, Norm

#: one answer by the names of Answer's fields, with the day of its audit (`made_on`)
Row = Mapping[str, Any]


def last_said(norm: Norm, audits: Sequence[tuple[date, Sequence[Row]]]) -> list[Row]:
    """The answers that count of audits, the newest audit first, each with its day.

    Who is not sure has said nothing: that ends no earlier answer, and is kept where there is none.
    """
    if len(audits) == 1:
        ((day, rows),) = audits
        return [{**row, "made_on": day} for row in rows]
    newest: dict[Any, tuple[int, Row]] = {}
    changed: dict[str, int] = {}
    for age, (day, rows) in enumerate(audits):
        for row in rows:
            key = row["code"] or (row["norm"], row["clause"])
            known = newest.get(key)
            if known is None or (is_said(row) and not is_said(known[1])):
                newest[key] = age, {**row, "made_on": day}
            elif _is_fact(norm, row["code"]) and is_said(row) and row["outcome"] != known[1]["outcome"]:
                changed.setdefault(row["code"], known[0])
    return [row for age, row in newest.values() if not _is_over(norm, row, age, newest, changed)]


def is_said(row: Row) -> bool:
    """Whether an answer tells anything."""
    return row["is_sure"] and (row["value"] is not None or row["outcome"] != rules.UNKNOWN)


def _is_fact(norm: Norm, code: str) -> bool:
    return code in norm.by_code and norm.by_code[code].is_fact


def _is_over(
    norm: Norm, row: Row, age: int, newest: Mapping[Any, tuple[int, Row]], changed: Mapping[str, int]
) -> bool:
    """Whether what was found since ends an answer; `age` counts the audits after its own."""
    criterion = norm.by_code.get(row["code"])
    if criterion is None:
        return False
    if criterion.is_fact:
        return age > 0 and any(since < age for since in _found_all_the_same(norm, row, newest))
    if any(since < age for since in _gone(criterion, newest)):
        return True
    is_word = not criterion.unit and row["outcome"] != rules.FAIL
    return is_word and any(
        since < age and norm.by_code[fact].of & criterion.of for fact, since in changed.items()
    )


def _gone(criterion: Criterion, newest: Mapping[Any, tuple[int, Row]]) -> Iterator[int]:
    """How old the answers are that say that what a criterion is about is not there."""
    for condition in criterion.applies:
        age, row = newest.get(condition.code, (0, None))
        if (
            row
            and not condition.is_measured
            and rules.holds(condition, {condition.code: _given(row)}) is False
        ):
            yield age


def _found_all_the_same(norm: Norm, fact: Row, newest: Mapping[Any, tuple[int, Row]]) -> Iterator[int]:
    """How old the answers are that found what a fact says is not there."""
    for code, (age, row) in newest.items():
        criterion = norm.by_code.get(code) if isinstance(code, str) else None
        if criterion is None or not (row["value"] is not None or row["outcome"] in {rules.YES, rules.PASS}):
            continue
        for condition in criterion.applies:
            if (
                condition.code == fact["code"]
                and rules.holds(condition, {fact["code"]: _given(fact)}) is False
            ):
                yield age


def _given(row: Row) -> rules.Given:
    return rules.Given(row["outcome"], row["value"]) if row["is_sure"] else rules.Given()
