"""The office's list of streets: how much of each was walked in a time, when last, and by whom."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter, display, register
from django.db.models import F, FloatField, Func, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Least
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maps.walks.models import Stretch, WalkedStreet

#: of a street that counts as walked: ends of streets are cut by crossings
_WHOLE = 0.9


class _Metres(Func):
    template = "ST_Length((%(expressions)s)::geography)"
    output_field = FloatField()


class _MetresOfAll(_Metres):
    """Of many lines, each place counted once however often it was walked."""

    template = "ST_Length(ST_UnaryUnion(ST_Collect(%(expressions)s))::geography)"
    contains_aggregate = True

    def get_group_by_cols(self) -> list[Any]:
        return []


class Since(SimpleListFilter):
    """Within which time a street counts as walked; without a choice: ever."""

    title = gettext_lazy("walked within")
    parameter_name = "within"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(days), _("%s days") % days) for days in (30, 90, 365)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        since = timezone.now() - timedelta(days=int(value)) if value in ("30", "90", "365") else None
        return with_walks(queryset, since)


class Walked(SimpleListFilter):
    """How much of it."""

    title = gettext_lazy("walked")
    parameter_name = "walked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("whole", _("whole")), ("part", _("in part")), ("no", _("not at all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "whole":
                return queryset.filter(share__gte=_WHOLE)
            case "part":
                return queryset.filter(share__gt=0, share__lt=_WHOLE)
            case "no":
                return queryset.filter(share=0)
        return queryset


def with_walks(streets: QuerySet[Any], since: Any) -> QuerySet[Any]:
    """Streets with `share` (0 to 1), `last` (a moment) and `metres`, of walks since a moment or ever."""
    told = Stretch.objects.filter(street=OuterRef("pk"))
    if since is not None:
        told = told.filter(observation__seen_at__gte=since)
    one = told.order_by().values("street")
    last = told.order_by("-observation__seen_at")
    walked = Subquery(one.annotate(metres=_MetresOfAll("geom")).values("metres"), output_field=FloatField())
    return streets.annotate(
        metres=_Metres("geom"),
        share=Least(Coalesce(walked, 0.0) / Greatest(F("metres"), 1.0), 1.0, output_field=FloatField()),
        last=Subquery(one.annotate(last=Max("observation__seen_at")).values("last")),
        last_by=Subquery(last.values("observation__by__username")[:1]),
    )


@register(WalkedStreet)
class WalkedStreetAdmin(ModelAdmin):
    """Read only: it follows from what inspectors sent."""

    list_display = ("__str__", "settlement", "long", "walked", "last_walked", "inspector")
    list_display_links = None
    list_filter = (Since, Walked, "settlement")
    search_fields = ("name", "former")
    search_help_text = gettext_lazy("Searched in: the name, former names.")
    list_per_page = 100
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(gone_at=None, geom__isnull=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=gettext_lazy("length"), ordering="metres")
    def long(self, row: Any) -> str:
        return _("%s m") % round(row.metres)

    @display(description=gettext_lazy("walked"), ordering="share")
    def walked(self, row: Any) -> str:
        return f"{round(row.share * 100)} %"

    @display(description=gettext_lazy("inspected on"), ordering="last")
    def last_walked(self, row: Any) -> str:
        return date_format(localtime(row.last), "SHORT_DATE_FORMAT") if row.last else "—"

    @display(description=gettext_lazy("inspector"))
    def inspector(self, row: Any) -> str:
        return row.last_by or "—"
