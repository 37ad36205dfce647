"""Who else found what the latest audit of a place says: whoever audited it a short time before and answered the same
questions alike confirms it as a word would (accessibility.opinions)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from accessibility import disputes, norms, whole
from accessibility.models import Audit, Opinion
from accessibility.sheets import answers_of


def agreeing(places: Sequence[int]) -> Counter[int]:
    """How many auditors besides its own found what the latest audit says, by its number; whoever said a word about it
    is left out, for that word counts."""
    pairs = list(_pairs(places))
    answers = answers_of(sorted({audit["pk"] for pair in pairs for audit in pair}))
    spoken = set(
        Opinion.objects.filter(audit__in=[latest["pk"] for latest, _other in pairs], by_audit=None)
        .order_by()
        .values_list("audit", "by")
    )
    return Counter(
        latest["pk"]
        for latest, other in pairs
        if (latest["pk"], other["made_by_id"]) not in spoken
        and disputes.agree(
            norms.norm_of(latest["judged_by"] or latest["norm"]),
            answers.get(latest["pk"], ()),
            answers.get(other["pk"], ()),
        )
    )


def _pairs(places: Sequence[int]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The latest audit of each place beside the last one of each other person, where both are near enough."""
    repeated = whole.audited_again().filter(place__in=places).values("place")
    audits = Audit.objects.filter(place__in=repeated, part=None).order_by("place", "-made_on", "-pk")
    rows: Iterable[Any] = audits.values("pk", "place_id", "made_on", "made_by_id", "norm", "judged_by")
    within = timedelta(norms.assessment().disputed_within)
    for _place, found in groupby(rows, key=lambda one: one["place_id"]):
        latest, *earlier = found
        known = {latest["made_by_id"], None}
        for other in earlier if latest["made_by_id"] else ():
            if other["made_by_id"] not in known and latest["made_on"] - other["made_on"] <= within:
                known.add(other["made_by_id"])
                yield latest, other
