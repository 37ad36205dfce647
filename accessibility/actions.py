"""Deeds on several rows: the verdict that a place shows is the one of its latest audit."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection, transaction

from accessibility import rules
from accessibility.models import Answer, Audit


@transaction.atomic
def conclude(audit: Audit) -> str:
    """Compute an audit's verdict from its answers, unless its auditor overrode it; then show it on the place."""
    if not audit.override_reason:
        answers = audit.answers.values_list("outcome", "critical")
        audit.verdict = rules.verdict(rules.Answer(outcome, critical) for outcome, critical in answers)
        audit.save(update_fields=["verdict"])
    show_latest_verdicts([audit.place_id])
    return audit.verdict


@transaction.atomic
def conclude_all() -> None:
    """What `conclude` does, for every audit; only verdicts that change are written."""
    answers: dict[int, set[rules.Answer]] = defaultdict(set)
    given = Answer.objects.order_by().values_list("audit_id", "outcome", "critical").distinct()
    for number, outcome, critical in given.iterator():
        answers[number].add(rules.Answer(outcome, critical))
    changed: dict[str, list[int]] = defaultdict(list)
    audits = Audit.objects.order_by().filter(override_reason="").values_list("pk", "verdict")
    for number, verdict in audits.iterator():
        concluded = rules.verdict(answers[number])
        if concluded != verdict:
            changed[concluded].append(number)
    for verdict, numbers in changed.items():
        Audit.objects.filter(pk__in=numbers).update(verdict=verdict)
    show_latest_verdicts()


def show_latest_verdicts(places: Sequence[int] | None = None) -> int:
    """Point places at their latest audit and copy its verdict and day. Returns how many places changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accessibility_place AS p
               SET audit_id = latest.id, verdict = latest.verdict, audited_on = latest.made_on
              FROM (SELECT DISTINCT ON (place_id) place_id, id, verdict, made_on FROM accessibility_audit
                     WHERE %(places)s IS NULL OR place_id = ANY(%(places)s)
                     ORDER BY place_id, made_on DESC, id DESC) AS latest
             WHERE p.id = latest.place_id
               AND (p.audit_id, p.verdict, p.audited_on)
                   IS DISTINCT FROM (latest.id, latest.verdict, latest.made_on)
            """,
            {"places": list(places) if places is not None else None},
        )
        return cursor.rowcount
