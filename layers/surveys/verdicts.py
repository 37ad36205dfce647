"""What the office thinks of an observation that was taken: one that should not count is set aside, with the reason.

What it said stays as it was sent, and its maker reads why. What it changed in the register is put right there.
"""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from layers.surveys.models import Fate, Observation

LONGEST = 500


@transaction.atomic
def set_aside(numbers: Iterable[UUID], reason: str) -> list[Observation]:
    """Let accepted observations count no more, and return those that did. Raises ValidationError without a reason."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST:
        raise ValidationError(_("Say why, in at most %s characters: whoever was there reads it.") % LONGEST)
    found = Observation.objects.select_for_update().filter(pk__in=numbers, fate=Fate.ACCEPTED)
    rows = list(found.order_by("pk"))
    for row in rows:
        row.fate, row.flaws = Fate.SET_ASIDE, [{"name": "", "said": reason}]
        # One by one: who follows observations hears of each.
        row.save(update_fields=["fate", "flaws"])
    return rows
