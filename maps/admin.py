"""What the back office shows of the map's own tables, and Django's words for it that its Ukrainian lacks, or that put a
name where another case is wanted.

Named here, they stay in the catalogue of translations; the sentences about single objects stand in office.py.
"""

from typing import Any

from django.contrib.admin import ModelAdmin, display, register, site
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from layers.civic.reports.admin import ReportAdmin
from layers.surveys.shown import served
from maps.models import Remark
from maps.reported import record_barriers

site.index_title = _("Back office")
# Reports know nothing of barriers; the map knows both.
ReportAdmin.actions = (*ReportAdmin.actions, record_barriers)


class RemarkForm(ModelForm):
    """What everybody is to read is there, and settled."""

    class Meta:
        help_texts = {"is_public": _("Everybody reads the answer there, and never what was remarked.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_answered = cleaned.get("answer", "").strip() and cleaned.get("state") != Remark.State.NEW
        if cleaned.get("is_public") and not is_answered:
            self.add_error(
                "is_public", _("Only the answer to a settled remark can be shown: write it first.")
            )
        return cleaned


@register(Remark)
class RemarkAdmin(ModelAdmin):
    """What visitors say is wrong: read, answered, settled; never written here, and never deleted by hand."""

    list_display = ("made_at", "object", "kind", "shortened", "state")
    list_filter = ("state", "kind", "layer")
    search_fields = ("=code", "title", "text")
    search_help_text = _("Searched in: the number, what the object was called, the words.")
    form = RemarkForm
    fields = (
        "code", "object", "kind", "text", "picture", "made_at", "state", "answer", "is_public", "settled_at",
    )  # fmt: skip
    readonly_fields = ("code", "object", "kind", "text", "picture", "made_at", "settled_at")
    list_per_page = 50

    def get_urls(self) -> list[Any]:
        own = path("<int:number>.jpg", self.admin_site.admin_view(self.photo), name="maps_remark_photo")
        return [own, *super().get_urls()]

    def photo(self, request: Any, number: int) -> HttpResponseBase:
        """What a visitor sent, for those who read remarks."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        remark = get_object_or_404(Remark, pk=number)
        if not remark.photo:
            raise Http404
        return served(request, remark.photo)

    @display(description=_("photo"))
    def picture(self, remark: Remark) -> SafeString | str:
        if not remark.photo:
            return "—"
        far = gettext("%s m from the object, its camera says") % remark.photo_distance
        return format_html(
            '<img src="{}" alt="{}" width="480"><br>{}',
            reverse("admin:maps_remark_photo", args=[remark.pk]),
            gettext("Photo of the remark"),
            far if remark.photo_distance is not None else "",
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        is_open = obj.state == Remark.State.NEW
        obj.settled_at = None if is_open else obj.settled_at or now()
        super().save_model(request, obj, form, change)

    @display(description=_("object"), ordering="title")
    def object(self, remark: Remark) -> SafeString:
        return format_html('<a href="/{}/{}/">{}</a>', remark.layer, remark.feature_id, remark.title)

    @display(description=_("in words"))
    def shortened(self, remark: Remark) -> str:
        return Truncator(remark.text).chars(120)


SENTENCES = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    gettext_noop("Models in the %(name)s application"),
    gettext_noop("Select all %(total_count)s %(module_name)s"),
    gettext_noop("Successfully deleted %(count)d %(items)s."),
    gettext_noop("Cannot delete %(name)s"),
    gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    gettext_noop(
        "Are you sure you want to delete the selected %(objects_name)s? All of the following objects and their "
        "related items will be deleted:"
    ),
    gettext_noop(
        "Deleting the selected %(objects_name)s would require deleting the following protected related objects:"
    ),
    gettext_noop(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your account "
        "doesn't have permission to delete the following types of objects:"
    ),
    gettext_noop(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected "
        "related objects:"
    ),
    gettext_noop(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but your "
        "account doesn't have permission to delete the following types of objects:"
    ),
)
