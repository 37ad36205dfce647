"""Deeds on several rows: which permit is current, and what its state is today."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from kiosks import rules
from kiosks.models import Advertising, AdvertisingPermit, Kiosk, Permit, SitingPassport

#: structure → its permit and the column of the permit that points back
PERMITS: dict[type[Kiosk] | type[Advertising], tuple[type[Permit], str]] = {
    Kiosk: (SitingPassport, "kiosk_id"),
    Advertising: (AdvertisingPermit, "advertising_id"),
}


@transaction.atomic
def refresh_permit_states(today: date, ids: Sequence[int] | None = None) -> int:
    """Point structures at their latest permit and write the permit's state on `today`.

    Only rows that change are written, so that stamps and history stay true. `ids` limits it to some structures
    (of both models; harmless for the other). Returns how many states changed. The rule itself is applied once for
    each distinct pair of register status and last day, not for each structure.
    """
    changed = 0
    for model in PERMITS:
        _choose_current_permit(model, ids)
        changed += _write_states(model, today, ids)
    return changed


def _choose_current_permit(model: type[Kiosk] | type[Advertising], ids: Sequence[int] | None) -> None:
    permit, owner = PERMITS[model]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {model._meta.db_table} AS s
               SET permit_id = latest.id, permit_until = latest.valid_until
              FROM (SELECT DISTINCT ON ({owner}) {owner} AS owner, id, valid_until
                      FROM {permit._meta.db_table}
                     WHERE %(ids)s IS NULL OR {owner} = ANY(%(ids)s)
                     ORDER BY {owner}, issued_on DESC NULLS LAST, id DESC) AS latest
             WHERE s.id = latest.owner
               AND (s.permit_id, s.permit_until) IS DISTINCT FROM (latest.id, latest.valid_until)
            """,
            {"ids": list(ids) if ids is not None else None},
        )
        # Whose last permit is taken away has no day until which it is permitted.
        cursor.execute(
            f"""
            UPDATE {model._meta.db_table} AS s SET permit_id = NULL, permit_until = NULL
             WHERE (%(ids)s IS NULL OR s.id = ANY(%(ids)s)) AND (permit_id, permit_until) IS DISTINCT FROM (NULL, NULL)
               AND NOT EXISTS (SELECT FROM {permit._meta.db_table} WHERE {owner} = s.id)
            """,
            {"ids": list(ids) if ids is not None else None},
        )


def _write_states(model: type[Kiosk] | type[Advertising], today: date, ids: Sequence[int] | None) -> int:
    rows = model.objects.all() if ids is None else model.objects.filter(pk__in=ids)
    # `order_by()` because an ordering would join the columns that make rows distinct.
    kinds = rows.order_by().values_list("without_permit", "permit__status", "permit__valid_until").distinct()
    changed = 0
    for without_permit, status, valid_until in kinds:
        state = rules.permit_state(_known_status(without_permit, status), valid_until, today)
        changed += (
            rows.filter(without_permit=without_permit, permit__status=status, permit__valid_until=valid_until)
            .exclude(permit_state=state)
            .update(permit_state=state)
        )
    return changed


def _known_status(without_permit: bool, status: str | None) -> str:
    if status is None:
        return rules.NONE if without_permit else rules.UNKNOWN
    return rules.VALID if status == "expired" else status
