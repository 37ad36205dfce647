"""What was read of documents becomes rows: once, whatever is repeated, and nothing older over something newer.

An editor's word about the place stands above the document's. What cannot be taken is set aside with its reason, where
the office sees it, and nothing else waits for it.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPoint, Point
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, TextField, Value
from django.db.models.fields.json import JSONField
from django.db.models.functions import Cast, Now
from django.utils import timezone

from layers.civic.tenders.documents import cut
from layers.civic.tenders.models import Document, Reason, SetAside, Tender
from layers.civic.tenders.reading import Reading
from layers.feature import LocationSource
from layers.locating.models import Finding

#: the source of rows that came from ProZorro, and how the history tells of what wrote them
SOURCE = "prozorro"

_log = logging.getLogger(__name__)

#: known so, a place is surer than the document's own, or somebody has decided
_DECIDED = frozenset(
    {LocationSource.SURVEY, LocationSource.GPS, LocationSource.SUGGESTED, LocationSource.HAND}
)
#: the layer's name in the history, and the columns that tell what is masked
_LAYER = "tenders"
_TELLING = [
    "geom", "public_geom", "px", "py", "cell", "location_source", "location_accuracy", "search", "title", "description",
    "address", "place_clues", "dk_code", "dk_title",
]  # fmt: skip
#: by so much the clocks of servers differ
_CLOCKS_DIFFER = timedelta(hours=1)
#: so long, and so often, a document is denied until it is taken for gone
_DENIED_FOR, _DENIED_TIMES = timedelta(days=1), 3
#: so often a document is asked for that the server does not give, before it waits for a change
_MOST_TIMES = 20


@dataclass(frozen=True)
class Refused:
    """A document that was not taken. `is_due`: it is asked for again at the next run."""

    external_id: str
    reason: Reason
    #: the value that is wrong, or what the server said
    detail: str
    modified_at: datetime | None = None
    tender_id: str = ""
    is_due: bool = False


#: by identifier, when a tender was changed last, and whether it is gone
Known = dict[str, tuple[datetime | None, bool]]


def known(identifiers: Iterable[str]) -> Known:
    """When the tenders that are here were changed last in ProZorro, and whether they are gone."""
    rows = Tender.objects.filter(source=SOURCE, external_id__in=identifiers)
    return {
        str(external_id): (modified_at, gone_at is not None)
        for external_id, modified_at, gone_at in rows.values_list("external_id", "modified_at", "gone_at")
    }


def take(feed: str, external_id: str, reading: Reading, *, is_settled: bool = True) -> Counter[str]:
    """Enter or change one tender, or set its document aside; what became of it, as counts of a run. Unless it
    `is_settled`, what was set aside of it before stays so."""
    try:
        with transaction.atomic():
            if other := _other_of_its_number(external_id, reading):
                if not _gives_way(other, reading):
                    return set_aside(feed, _twice(external_id, reading))
                _put_aside(feed, other, external_id)
            counts = _put(external_id, reading)
    except (IntegrityError, DataError) as flaw:
        said = str(flaw).splitlines()[0]
        about = (reading.modified_at, reading.columns["tender_id"])
        return set_aside(feed, Refused(external_id, Reason.UNKEPT, said, *about))
    if is_settled:
        SetAside.objects.filter(source=feed, external_id=external_id).delete()
    return counts


def _other_of_its_number(external_id: str, reading: Reading) -> Tender | None:
    """The tender that is here under the number of another document."""
    rows = Tender.objects.select_for_update(of=("self",)).filter(tender_id=reading.columns["tender_id"])
    return rows.filter(source=SOURCE).exclude(external_id=external_id).first()


def _gives_way(other: Tender, reading: Reading) -> bool:
    """Whether a document of the same number is the truer one: not of the future, and changed later."""
    if is_ahead(reading.modified_at):
        return False
    return other.modified_at is None or is_ahead(other.modified_at) or other.modified_at < reading.modified_at


def _put_aside(feed: str, other: Tender, external_id: str) -> None:
    """What is known by the number stays one tender, of the other document from now on; links and places stay."""
    about = (other.modified_at, other.tender_id)
    set_aside(feed, Refused(str(other.external_id), Reason.TWICE, other.tender_id, *about))
    Tender.objects.filter(pk=other.pk).update(external_id=external_id, modified_at=None)


def _twice(external_id: str, reading: Reading) -> Refused:
    number = reading.columns["tender_id"]
    return Refused(external_id, Reason.TWICE, number, reading.modified_at, number)


def is_ahead(at: datetime | None) -> bool:
    """Whether a change is said to be of the future: such a day is no measure for those that come."""
    return at is not None and at > timezone.now() + _CLOCKS_DIFFER


def _put(external_id: str, reading: Reading) -> Counter[str]:
    row = (
        Tender.objects.select_for_update(of=("self",)).filter(source=SOURCE, external_id=external_id).first()
    )
    last = row.modified_at if row else None
    if last and last > reading.modified_at and not is_ahead(last):
        return Counter(unchanged=1)
    if is_ahead(reading.modified_at) and last != reading.modified_at:
        _log.warning("%s is dated in the future (%s)", reading.columns["tender_id"], reading.modified_at)
    tender = row or Tender(source=SOURCE, external_id=external_id)
    wanted = {**reading.columns, **_placed(tender, reading), "gone_at": None}
    changed = {name for name, value in wanted.items() if getattr(tender, name) != value}
    is_hidden_now = row is not None and tender.masked < reading.columns["masked"]
    if reading.columns["place_flaw"] and "place_flaw" in changed:
        _log.warning("%s: its coordinates were not taken (%s)", wanted["tender_id"], wanted["place_flaw"])
    for said in reading.left_out if row is None or "buyer_name" in changed else ():
        _log.warning("%s: %s", wanted["tender_id"], said)
    for name in changed:
        setattr(tender, name, wanted[name])
    if row is None:
        tender.save(force_insert=True)
    elif changed:
        tender.changed_at = timezone.now()
        tender.save(update_fields=[*changed, "changed_at"])
    if is_hidden_now:
        _forget_place(tender)
    if changed or not Document.objects.filter(pk=tender.pk).exists():
        _keep(tender, reading)
    became = "entered" if row is None else "changed" if changed else "unchanged"
    return Counter({became: 1, "masked": int(tender.masked)})


def _keep(tender: Tender, reading: Reading) -> None:
    """The document as it is, without a way through floating point numbers."""
    raw: Any = Cast(Value(reading.raw.decode(), TextField()), JSONField())
    Document.objects.bulk_create(
        [Document(tender=tender, raw=raw, told=reading.told, taken_at=Now())],
        update_conflicts=True,
        unique_fields=["tender"],
        update_fields=["raw", "told", "taken_at"],
    )


def _placed(tender: Tender, reading: Reading) -> dict[str, Any]:
    """The location as the document tells it; nothing where it tells none and another is known."""
    if reading.columns["masked"]:
        return {"geom": None, "location_source": LocationSource.UNKNOWN, "location_accuracy": None}
    if tender.location_source in _DECIDED:
        return {}
    if reading.points:
        return {
            "geom": _geometry(reading),
            "location_source": LocationSource.REGISTER,
            "location_accuracy": None,
        }
    if tender.location_source == LocationSource.REGISTER:
        return {"geom": None, "location_source": LocationSource.UNKNOWN, "location_accuracy": None}
    return {}


def _forget_place(tender: Tender) -> None:
    """What is masked from now on was not, and neither what was found of its place nor the history must tell it: the map
    shows past days, too (ADR 7)."""
    Finding.objects.filter(layer=_LAYER, feature_id=tender.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE layers_historyentry SET before = before - %s::text[] WHERE layer = %s AND feature_id = %s",
            [_TELLING, _LAYER, tender.pk],
        )


def _geometry(reading: Reading) -> GEOSGeometry:
    points = [Point(*place, srid=4326) for place in reading.points]
    return points[0] if len(points) == 1 else MultiPoint(points, srid=4326)


def read_anew(tender: Tender, reading: Reading) -> bool:
    """Write the columns of a tender, and what its card tells, as its kept document gives them now; whether any column
    was different."""
    with transaction.atomic():
        Document.objects.filter(pk=tender.pk).exclude(told=reading.told).update(told=reading.told)
        return _put(str(tender.external_id), reading)["changed"] > 0


def lose(external_id: str) -> Counter[str]:
    """Mark a tender that ProZorro does not have any more."""
    rows = Tender.objects.filter(source=SOURCE, external_id=external_id, gone_at=None)
    return Counter(gone=rows.update(gone_at=timezone.now(), changed_at=timezone.now()))


def set_aside(feed: str, refused: Refused) -> Counter[str]:
    """Note what was not taken; the log tells it once, and again only when the reason is another."""
    said = {
        "reason": refused.reason,
        "detail": cut(refused.detail, 500),
        "modified_at": refused.modified_at,
    }
    row, is_new = SetAside.objects.get_or_create(
        source=feed,
        external_id=cut(refused.external_id, 64),
        defaults={**said, "tender_id": cut(refused.tender_id, 40), "is_due": refused.is_due},
    )
    if is_new or row.reason != said["reason"]:
        _log.warning(
            "%s is set aside: %s (%s)",
            row.tender_id or row.external_id,
            refused.reason.label,
            said["detail"],
        )
    if not is_new:
        SetAside.objects.filter(pk=row.pk).update(
            **said,
            times=F("times") + 1,
            is_due=refused.is_due and (row.times < _MOST_TIMES or refused.reason == Reason.MISSING),
            last_at=timezone.now(),
            first_at=row.first_at if row.reason == said["reason"] else timezone.now(),
        )
    return Counter(set_aside=1) + _lost_by_now(row, refused)


def _lost_by_now(row: SetAside, refused: Refused) -> Counter[str]:
    """What the server has denied for a whole day is gone; it waits for a change in the feed from then on."""
    since = timezone.now() - row.first_at
    if not refused.reason == row.reason == Reason.MISSING or since < _DENIED_FOR or row.times < _DENIED_TIMES:
        return Counter()
    SetAside.objects.filter(pk=row.pk).update(is_due=False)
    return lose(str(row.external_id))
