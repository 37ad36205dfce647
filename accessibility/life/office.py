"""The office of barriers: steps that their life has, who is responsible, photos before and after, what is to be looked
at."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accessibility.life import duty, rules, witnesses
from accessibility.models import Barrier, BarrierPhoto, Responsible
from accessibility.vocabulary import GONE, PROFILE_FIELDS, BarrierStatus
from layers.admin import BelongingInline, FeatureAdmin, FeatureForm
from layers.distance import metres_between
from layers.surveys.admin import PictureForm, ReviewAdmin


class BarrierForm(FeatureForm):
    """A state follows another one only as the life of a barrier has it, and has what it needs."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        before = self.initial.get("status") if self.instance.pk else None
        after = cleaned.get("status")
        if before and after and not rules.may_follow(before, after):
            said = gettext("“%(before)s” is not followed by “%(after)s”.")
            words = {"before": BarrierStatus(before).label, "after": BarrierStatus(after).label}
            self.add_error("status", said % words)
        if after == BarrierStatus.REMOVED and not cleaned.get("removed_on"):
            cleaned["removed_on"] = localdate()
        needs = rules.lacking(
            after or "",
            responsible=cleaned.get("responsible_name", ""),
            due_on=cleaned.get("due_on"),
            removed_on=cleaned.get("removed_on"),
        )
        if needs.responsible:
            self.add_error("responsible_name", gettext("A removal that is planned has somebody responsible."))
        if needs.due_on:
            self.add_error("due_on", gettext("A removal that is planned has a day until which it is done."))
        return cleaned


class OverdueFilter(admin.SimpleListFilter):
    """What has to be looked at: overdue, said to be gone, or past its time."""

    title = _("to be looked at")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("late", _("overdue")),
            ("doubted", _("said to be gone")),
            ("expired", _("should be gone by now")),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Barrier]") -> "QuerySet[Barrier]":
        standing = queryset.exclude(status__in=GONE)
        match self.value():
            case "late":
                return standing.filter(due_on__lt=localdate())
            case "doubted":
                return standing.filter(is_doubted=True)
            case "expired":
                return standing.filter(expires_on__lt=localdate())
        return queryset


class BarrierPhotoForm(PictureForm):
    class Meta:
        model = BarrierPhoto
        fields = ("when",)


class BarrierPhotoInline(BelongingInline):
    """Photos before and after; each is looked through before anybody sees it."""

    model = BarrierPhoto
    fields = ("when", "file", "said", "published")
    readonly_fields = ("said", "published")
    form = BarrierPhotoForm


@admin.register(Barrier)
class BarrierAdmin(FeatureAdmin):
    form = BarrierForm
    inlines = (BarrierPhotoInline,)
    readonly_fields = (
        *FeatureAdmin.readonly_fields,
        *PROFILE_FIELDS,
        *("witnesses", "seen_on", "is_doubted", "clear_width", "cause_name", "cause_path"),
    )

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [OverdueFilter, *super().get_list_filter(request)]

    def save_model(self, request: HttpRequest, obj: Barrier, form: Any, change: bool) -> None:
        if obj.status == BarrierStatus.CONFIRMED:
            duty.charge(obj)
        if "status" in form.changed_data:
            # Another state is another charge: the body is told anew.
            obj.told_at = None
        super().save_model(request, obj, form, change)
        if (
            "status" in form.changed_data
            and obj.status == BarrierStatus.CONFIRMED
            and request.user.is_authenticated
        ):
            # Whoever confirms it vouches for it: strangers do not put it in doubt alone.
            obj = witnesses.heard(obj, rules.STILL, user=request.user)
        duty.tell(obj, request.build_absolute_uri("/"))


@admin.register(BarrierPhoto)
class BarrierPhotoAdmin(ReviewAdmin):
    """Somebody looks, covers faces and plates, and says what is seen."""

    list_display = ("small_picture", "object", "when", "made_at", "published", "reviewed_at")
    ordering: ClassVar[Any] = (F("reviewed_at").asc(nulls_first=True), "-made_at")

    @admin.display(description=_("barrier"))
    def object(self, photo: BarrierPhoto) -> SafeString:
        address = reverse("admin:accessibility_barrier_change", args=[photo.barrier_id])
        return format_html('<a href="{}">{}</a>', address, photo.barrier)

    @admin.display(description=_("taken"))
    def taken(self, photo: BarrierPhoto) -> str:
        """How far from the barrier, by what the camera wrote; to be compared, never trusted."""
        there = photo.barrier.geom
        if photo.taken_from is None or there is None:
            return gettext("not known")
        metres = metres_between(photo.taken_from.coords, there.centroid.coords)
        return gettext("%s m from the barrier") % round(metres)


@admin.register(Responsible)
class ResponsibleAdmin(admin.ModelAdmin[Responsible]):
    list_display = ("kind", "name", "email", "days")
