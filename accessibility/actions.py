"""Deeds on several rows: the verdict that a place shows is the one of its latest audit."""

from collections.abc import Sequence

from django.db import connection, transaction

from accessibility import rules
from accessibility.models import Audit


@transaction.atomic
def conclude(audit: Audit) -> str:
    """Compute an audit's verdict from its answers, unless its auditor overrode it; then show it on the place."""
    if not audit.override_reason:
        answers = audit.answers.values_list("outcome", "critical")
        audit.verdict = rules.verdict(rules.Answer(outcome, critical) for outcome, critical in answers)
        audit.save(update_fields=["verdict"])
    show_latest_verdicts([audit.place_id])
    return audit.verdict


def show_latest_verdicts(places: Sequence[int] | None = None) -> int:
    """Copy the latest audit's verdict and date to the places whose own differ. Returns how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accessibility_place AS p SET verdict = latest.verdict, audited_on = latest.made_on
              FROM (SELECT DISTINCT ON (place_id) place_id, verdict, made_on FROM accessibility_audit
                     WHERE %(places)s IS NULL OR place_id = ANY(%(places)s)
                     ORDER BY place_id, made_on DESC, id DESC) AS latest
             WHERE p.id = latest.place_id
               AND (p.verdict, p.audited_on) IS DISTINCT FROM (latest.verdict, latest.made_on)
            """,
            {"places": list(places) if places is not None else None},
        )
        return cursor.rowcount
