"""A resident's report of a barrier becomes a barrier on the map: the one place that knows both domains does it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import action
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accessibility.models import Barrier, BarrierPhoto
from accessibility.vocabulary import BarrierKind, BarrierStatus, Severity
from layers.civic.reports.actions import date_it
from layers.civic.reports.models import Report
from layers.civic.reports.vocabulary import Category, State
from layers.publication import Publication
from layers.surveys import photos

#: what such barriers say as their source
SOURCE = "report"


@transaction.atomic
def record_barrier(report: Report) -> Barrier | None:
    """The barrier of a report, with its photos still to be looked through; None for a report of something else, and for
    one that is about an object already. The report then names the barrier."""
    if report.category != Category.BARRIER or report.about or report.geom is None:
        return None
    barrier, is_new = Barrier.objects.get_or_create(
        source=SOURCE,
        external_id=f"report/{report.pk}",
        defaults={
            "kind": report.kind or BarrierKind.OTHER,
            "severity": report.severity or Severity.UNKNOWN,
            "expires_on": report.lasts_until,
            "status": BarrierStatus.REPORTED,
            "description": report.text,
            "address": report.nearby,
            "geom": report.geom,
            "location_source": report.location_source,
            "location_accuracy": report.location_accuracy,
            "reported_on": report.reported_on or timezone.localdate(),
            "publication": Publication.PUBLIC,
        },
    )
    if is_new:
        for taken in report.photos.all():
            photo = BarrierPhoto(barrier=barrier)
            with taken.picture.open("rb") as file:
                photos.fill(photo, file)
            photo.taken_from = taken.taken_from
            photo.save()
    report.about = f"/barriers/{barrier.pk}/"
    if report.state == State.RECEIVED:
        report.state = State.LOOKED_INTO
    date_it(report, timezone.localdate())
    report.save()
    return barrier


@action(description=_("Record the selected reports as barriers"), permissions=["change"])
def record_barriers(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    """Reports of something else are passed over, and that is said."""
    made = sum(record_barrier(report) is not None for report in queryset)
    said = ngettext("%d barrier is on the map.", "%d barriers are on the map.", made) % made
    modeladmin.message_user(request, said, messages.SUCCESS if made else messages.WARNING)
