"""A project in words that a resident understands: what its stage means, how much is spent, what is late."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from layers.civic.projects.vocabulary import MEANINGS, Stage


def in_sentences(values: Mapping[str, Any]) -> str:
    """By the columns of a row."""
    stage = values.get("stage")
    meaning = str(MEANINGS.get(Stage(stage), "")) if stage in Stage.values else ""
    return " ".join(filter(None, (meaning, _late(values), _spent(values))))


def _late(values: Mapping[str, Any]) -> str:
    until = values.get("works_until")
    if until is None or values.get("stage") not in (Stage.WON, Stage.RUNNING, Stage.PAUSED):
        return ""
    day = formats.date_format(until, "DATE_FORMAT")
    if until >= timezone.localdate():
        return ""
    # «3 вересня 2026 р.» ends with a point of its own.
    return (_("The works were to be over by %s.") % day).replace("..", ".")


def _spent(values: Mapping[str, Any]) -> str:
    """How the spent sum stands to the planned one; both are hryvnias."""
    planned, spent = values.get("budget_planned"), values.get("budget_spent")
    if not planned or spent is None or planned < 0 or spent < 0:
        return ""
    share = round(100 * Decimal(spent) / Decimal(planned))
    return _("%(share)s%% of the planned money is spent.") % {"share": share}
