"""The back office of reports: read with their photos and what stands near, handed to somebody, answered, published.

How the author is reached is shown to nobody: only that an answer will be sent, or will not.
"""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import RelatedOnlyFieldListFilter, action, display, register
from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from layers.admin import FeatureAdmin, FeatureForm
from layers.civic.reports import actions
from layers.civic.reports.models import Report, ReportPhoto
from layers.civic.reports.vocabulary import SETTLED
from layers.distance import metres_between
from layers.neighbours import close_to, objects
from layers.registry import catalogue
from layers.surveys.admin import ReviewAdmin, picture_address
from layers.viewer import PUBLIC

#: metres within which something may be what is reported, and how many are told
CLOSE, MOST_CLOSE = 30, 8
#: who reports can be handed to
WORKERS = ("inspector", "auditor", "registrar", "moderator")


class ReportForm(FeatureForm):
    """What is settled has an answer: somebody may be waiting for it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") in SETTLED and not str(cleaned.get("answer", "")).strip():
            self.add_error("answer", _("Write the answer: whoever sent the report will read it."))
        return cleaned


@action(description=gettext_lazy("Publish the selected reports"), permissions=["change"])
def publish_reports(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    """On the map, with their words as they stand."""
    count = actions.publish(queryset)
    said = ngettext("%d report is published.", "%d reports are published.", count)
    modeladmin.message_user(request, said % count, messages.SUCCESS)


@action(description=gettext_lazy("Take the selected reports off the map"), permissions=["change"])
def withhold_reports(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Report]) -> None:
    """Their authors go on to see them."""
    count = actions.withhold(queryset)
    said = ngettext("%d report is off the map.", "%d reports are off the map.", count)
    modeladmin.message_user(request, said % count, messages.SUCCESS)


@register(Report)
class ReportAdmin(FeatureAdmin):
    """Nothing is written here in the name of residents, and nothing is deleted by hand."""

    form = ReportForm
    actions: ClassVar[Any] = (publish_reports, withhold_reports)
    help_texts: ClassVar[dict[str, Any]] = {
        "text": gettext_lazy(
            "What everybody reads once the report is published: take out names, telephone numbers and other data of "
            "people."
        ),
        "answer": gettext_lazy("Everybody reads it once the report is published, and its author at once."),
        "handed_to": gettext_lazy("Whose task it is now. The report is then being looked into."),
    }
    _CAME = ("pictures", "said_whole", "object", "on_a_map", "close_by", "reported_on", "follows")
    _OUTCOME = (
        "category",
        "kind",
        "severity",
        "lasts_until",
        "text",
        "state",
        "handed_to",
        "answer",
        "taken_up_on",
        "answered_on",
    )
    readonly_fields: ClassVar[Any] = (
        *FeatureAdmin.readonly_fields, *_CAME, "taken_up_on", "answered_on",
    )  # fmt: skip

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["picture", "__str__", "shortened", "state", "handed_to", "reported_on", "on_the_map"]

    list_display_links = ("picture", "__str__")
    ordering = ("-created_at", "-pk")

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        handed = ("handed_to", RelatedOnlyFieldListFilter)
        return ["state", "category", handed, "publication", "reported_on"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("handed_to").prefetch_related("photos")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own, *others = super().get_fieldsets(request, obj)
        return [
            (_("What was reported"), {**own[1], "fields": self._CAME}),
            (_("What becomes of it"), {**own[1], "fields": self._OUTCOME}),
            *others,
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **words: Any) -> Any:
        if db_field.name == "handed_to":
            people = get_user_model().objects.filter(is_active=True, groups__name__in=WORKERS)
            words["queryset"] = people.distinct().order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **words)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        was_settled = form.initial.get("state") in SETTLED
        actions.date_it(obj, localdate())
        super().save_model(request, obj, form, change)
        if not was_settled:
            actions.tell(obj)

    @display(description=gettext_lazy("photo"))
    def picture(self, report: Report) -> SafeString | str:
        photo = next(iter(report.photos.all()), None)
        if photo is None:
            return _("no photo")
        return format_html(
            '<img src="{}" alt="{}" width="96" height="72" loading="lazy">',
            picture_address(photo, "small"),
            photo.said or _("photo, not described yet"),
        )

    @display(description=gettext_lazy("in words"))
    def shortened(self, report: Report) -> str:
        return Truncator(report.text or report.said).chars(120)

    @display(description=gettext_lazy("photos"))
    def pictures(self, report: Report) -> SafeString | str:
        """Each leads to its review; how far away its camera was is told beside it."""
        lines = (
            (
                reverse("admin:reports_reportphoto_change", args=[photo.pk]),
                picture_address(photo, "small"),
                photo.said or _("photo, not described yet"),
                _fate(photo),
                _distance(photo, report),
            )
            for photo in report.photos.all()
        )
        return format_html_join(
            "", '<p><a href="{}"><img src="{}" alt="{}" width="240"></a><br>{}{}</p>', lines
        ) or _("no photo")

    @display(description=gettext_lazy("as it was sent"))
    def said_whole(self, report: Report) -> str:
        return report.said or "—"

    @display(description=gettext_lazy("about the object"))
    def object(self, report: Report) -> SafeString | str:
        """Its page on the map, and its page here: cases begin there."""
        slug, _slash, number = report.about.strip("/").partition("/")
        if slug not in catalogue or not number.isdigit():
            return _("not told")
        meta = catalogue[slug].model._meta
        office = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[number])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            report.about,
            _("page on the map"),
            office,
            _("in the register"),
        )

    @display(description=gettext_lazy("on a map"))
    def on_a_map(self, report: Report) -> SafeString | str:
        if report.geom is None:
            return "—"
        layers = ",".join(layer.slug for layer in objects())
        at = f"18/{report.geom.y:.6f}/{report.geom.x:.6f}"
        pick = f"{self.layer.slug}/{report.pk}"
        picture = f"{reverse('map-svg')}?layers={layers}&at={at}&pick={pick}&width=560&height=320"
        image = format_html(
            '<img src="{}" alt="{}" width="560" height="320" loading="lazy">', picture, _("Where it is")
        )
        return format_html('<a href="/?layers={}&amp;at={}&amp;pick={}">{}</a>', layers, at, pick, image)

    @display(description=gettext_lazy("within 30 m"))
    def close_by(self, report: Report) -> SafeString | str:
        """What it may be about: if so, that object's own page is where more is known."""
        if not isinstance(report.geom, Point):
            return "—"
        # Whoever may read a report is staff; what is closed to a role is not needed to see what stands there.
        found = close_to(report.geom.x, report.geom.y, CLOSE, PUBLIC, limit=MOST_CLOSE + 1, exact=True)
        lines = (
            (near.url, near.layer.title, near.headline, near.distance_text)
            for near in found
            if (near.layer, near.id) != (self.layer, report.pk)
        )
        return format_html_join("", '<p><a href="{}">{}: {}</a>, {}</p>', lines) or _(
            "Nothing that the map knows of."
        )

    @display(description=gettext_lazy("answer by e-mail"))
    def follows(self, report: Report) -> str:
        follower = getattr(report, "follower", None)
        if follower is None:
            return _("nobody waits for a letter")
        if follower.told_at:
            return _("was sent; the address is erased")
        if follower.awaits_answer:
            return _("will be sent when the report is settled")
        if follower.email:
            return _("the address is not confirmed yet")
        return _("nobody waits for a letter")


@register(ReportPhoto)
class ReportPhotoAdmin(ReviewAdmin):
    """What residents took."""

    list_display = ("small_picture", "object", "made_at", "published", "reviewed_at")
    ordering: ClassVar[Any] = (F("reviewed_at").asc(nulls_first=True), "-made_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(report=None).select_related("report")

    @display(description=gettext_lazy("report"))
    def object(self, photo: ReportPhoto) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:reports_report_change", args=[photo.report_id]),
            photo.report,
        )

    @display(description=gettext_lazy("taken"))
    def taken(self, photo: ReportPhoto) -> str:
        return (_distance(photo, photo.report) if photo.report else "").lstrip("; ") or _("not known")


def _fate(photo: ReportPhoto) -> str:
    if photo.reviewed_at is None:
        return _("to be reviewed before anybody else sees it")
    return _("published") if photo.published else _("not shown")


def _distance(photo: ReportPhoto, report: Report) -> str:
    if photo.taken_from is None or report.geom is None:
        return ""
    metres = round(metres_between(photo.taken_from.coords, report.geom.coords))
    return "; " + _("%s m from the position that was sent") % metres
