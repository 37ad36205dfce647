"""System checks of the norms' files: a mistake is reported at start, with file and place, not at a visitor."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from accessibility import norms
from accessibility.mending.rules import efforts
from accessibility.routing.needs import of_profiles
from accessibility.vocabulary import BarrierKind, PlaceKind


@register("accessibility")
def check_norms(**kwargs: Any) -> list[CheckMessage]:
    return [Error(flaw, obj="accessibility/norms", id="accessibility.E001") for flaw in flaws()]


def flaws() -> Iterator[str]:
    """All that is wrong with the files, in sentences."""
    try:
        found, kinds = norms.norms(), set(norms.barriers())
        norms.assessment()
    except (norms.NormRefused, ValueError) as flaw:
        yield str(flaw)
        return
    for norm in found.values():
        for criterion in norm.criteria:
            unknown = criterion.kinds - set(PlaceKind.values)
            if unknown:
                yield f"{norm.code}.toml, {criterion.code}: no place is of the kind {', '.join(sorted(unknown))}"
    if kinds != set(BarrierKind.values):
        wrong = ", ".join(sorted(kinds ^ set(BarrierKind.values)))
        yield f"barriers: each kind of barrier is weighed once, and no other: {wrong}"
    yield from _without_effort()


def _without_effort() -> Iterator[str]:
    """What may bar a way, and has no estimate of how much work it is to mend."""
    measures = {name for needs in of_profiles().values() for name in (*needs.limits, *needs.words)} | {
        "steps"
    }
    # What nobody knows bars nobody.
    estimated = {"ways": measures - {"warned"}, "barriers": set(BarrierKind.values)}
    for table, names in estimated.items():
        for name in sorted(names - efforts()[table].keys()):
            yield f"efforts.toml, [{table}]: {name} has no estimate"
