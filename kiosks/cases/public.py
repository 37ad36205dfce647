"""What everybody may know of cases: days and states. Never who, why, by which document, or from where."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kiosks.cases.models import Step

MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """That a case came into a state on a day."""

    on: date
    said: str


def steps_among(layer: str, numbers: Collection[int]) -> dict[int, list[Told]]:
    """The public steps about each of some structures, in one query. Whoever calls may see their cards."""
    found: dict[int, list[Told]] = defaultdict(list)
    steps = Step.objects.filter(case__layer=layer, case__feature_id__in=numbers, is_public=True)
    for step in steps.select_related("case").order_by("at", "pk"):
        found[step.case.feature_id].append(
            Told(timezone.localtime(step.at).date(), str(step.get_after_display()))
        )
    return found


def steps_of(layer: str, number: int) -> list[Told]:
    """The public steps about a structure, the newest first. Whoever calls has made sure that its card may be seen."""
    steps = Step.objects.filter(case__layer=layer, case__feature_id=number, is_public=True).order_by(
        "-at", "-pk"
    )
    return [Told(timezone.localtime(step.at).date(), str(step.get_after_display())) for step in steps[:MOST]]
