"""`./dev bench-norms`: what it costs to judge audits by their norm, by the demonstration's way of measuring.

Judging alone, in memory; then all audits of a database: when every verdict is missing, when nothing changed, and under
another version of the norm, without writing. Peak memory is that of this process alone.
"""

import argparse
import os
import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import django
import numpy as np

AUDITS = 100_000
#: sheets of answers that are drawn; the audits take turns with them
SHEETS = 2_000
KINDS = (
    "shop",
    "school",
    "pharmacy",
    "hospital",
    "office",
    "housing",
    "service_centre",
    "park",
    "bank",
    "restaurant",
)
#: few enough to leave the peak of memory to the judging
_AT_ONCE = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audits", type=int, default=AUDITS)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sheets = _sheets()
    print(
        f"{asked.audits} audits, {sum(len(sheet) for _kind, sheet in sheets) / SHEETS:.1f} answers each",
        flush=True,
    )
    with _measured("judged in memory, with reasons for nobody", asked.audits):
        _in_memory(sheets, asked.audits)
    with _measured("judged in memory, with the reasons of six persons", asked.audits // 10):
        _with_reasons(sheets, asked.audits // 10)
    _fill(sheets, asked.audits)
    _in_database(asked.audits)


def _sheets() -> list[tuple[str, Any]]:
    from maps.demo.audits import answered

    random = np.random.default_rng(2018)
    return [
        (KINDS[number % len(KINDS)], answered(random, KINDS[number % len(KINDS)], float(random.beta(2, 2))))
        for number in range(SHEETS)
    ]


def _in_memory(sheets: list[tuple[str, Any]], count: int) -> None:
    from accessibility import norms, rules

    norm = norms.current()
    for number in range(count):
        kind, answers = sheets[number % SHEETS]
        rules.verdicts(rules.judge(norm, kind, answers))


def _with_reasons(sheets: list[tuple[str, Any]], count: int) -> None:
    from accessibility import norms, rules

    norm = norms.current()
    for number in range(count):
        kind, answers = sheets[number % SHEETS]
        judged = rules.judge(norm, kind, answers)
        for person in rules.EVERYBODY:
            rules.reason(norm, judged, person, answers)


def _in_database(count: int) -> None:
    from accessibility import norms
    from accessibility.actions import Step, judge_audits

    def drained(steps: Iterable[Step]) -> int:
        return sum(len(step.changes) for step in steps)

    with _measured("judged in the database, every verdict written", count):
        changed = drained(judge_audits())
    print(f"    {changed} audits changed")
    with _measured("judged in the database, nothing changed", count):
        changed = drained(judge_audits())
    print(f"    {changed} audits changed")
    current = norms.current()
    looser = replace(current, code="bench", criteria=tuple(map(_looser, current.criteria)), is_current=False)
    known = {**norms.norms(), "bench": looser}
    norms.norms = lambda: known  # type: ignore[assignment]
    with _measured("compared with another version (doors from 0.8 m), not written", count):
        changed = drained(judge_audits("bench", is_written=False))
    print(f"    {changed} audits would change")


def _looser(criterion: Any) -> Any:
    from accessibility.criteria import Limit

    return replace(criterion, limits=(Limit(least=800.0),)) if criterion.code == "door_width" else criterion


def _fill(sheets: list[tuple[str, Any]], count: int) -> None:
    """Places, each with an audit that nobody has judged yet; what an earlier run left is gone."""
    from django.db import connection, transaction

    from accessibility import norms
    from accessibility.models import Answer, Audit, Place

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accessibility_place, accessibility_audit, accessibility_answer CASCADE")
    norm = norms.current()
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        with transaction.atomic():
            places = Place.objects.bulk_create(
                Place(
                    name=f"Місце {number}",
                    kind=sheets[number % SHEETS][0],
                    source="bench",
                    external_id=str(number),
                )
                for number in numbers
            )
            audits = Audit.objects.bulk_create(
                Audit(place=place, made_on=date(2026, 7, 1), norm=norm.code) for place in places
            )
            Answer.objects.bulk_create(
                answer
                for number, audit in zip(numbers, audits, strict=True)
                for answer in _answers(audit, norm, sheets[number % SHEETS][1])
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accessibility_place, accessibility_audit, accessibility_answer")


def _answers(audit: Any, norm: Any, answers: Any) -> Iterator[Any]:
    from accessibility.models import Answer

    for code, given in answers.items():
        criterion = norm.by_code[code]
        yield Answer(
            audit=audit,
            norm=norm.cites(criterion).uk,
            clause=criterion.clause,
            code=code,
            outcome=given.outcome,
            value=given.value,
            unit=criterion.unit if given.value is not None else "",
            critical=criterion.critical,
        )


@contextmanager
def _measured(title: str, count: int) -> Iterator[None]:
    begun = time.monotonic()
    yield
    seconds = time.monotonic() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {title:64}{seconds:8.1f} s{count / seconds:10.0f} audits/s{peak:8.0f} MB at most so far",
        flush=True,
    )


if __name__ == "__main__":
    main()
