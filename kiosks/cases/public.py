"""What everybody may know of cases: days and states. Never who, why, by which document, or from where."""

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


def steps_of(layer: str, number: int) -> list[Told]:
    """The public steps about a structure, the newest first. Whoever calls has made sure that its card may be seen."""
    steps = Step.objects.filter(case__layer=layer, case__feature_id=number, is_public=True).order_by(
        "-at", "-pk"
    )
    return [Told(timezone.localtime(step.at).date(), str(step.get_after_display())) for step in steps[:MOST]]
