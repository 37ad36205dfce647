"""The back office of accessibility: audits with their answers; the verdict follows from them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accessibility.actions import conclude
from accessibility.models import Answer, Audit, Barrier, Place
from accessibility.vocabulary import PROFILE_FIELDS
from layers.admin import BelongingInline, FeatureAdmin, PartAdmin, VersionedForm, told_change, viewer_of
from layers.changes import Moment, told
from layers.models import HistoryEntry
from layers.viewer import Viewer

#: so many entries of the history are told
_MOST = 200


class AnswerInline(BelongingInline):
    model = Answer
    classes = ("answers",)
    fields = (("norm", "clause"), "question", ("outcome", "critical"), "finding", "image_url")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **words: Any) -> Any:
        if db_field.name in {"question", "finding"}:
            words["widget"] = Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **words)


class AuditInline(BelongingInline):
    model = Audit
    show_change_link = True
    readonly_fields = ("verdict",)
    fields = (("made_on", "verdict"), "authority_name")


class AuditForm(VersionedForm):
    """An audit is changed together with its answers: their state is its own."""

    def state(self) -> str:
        """The last change that the history knows of, and a digest of what there is; so is seen what is gone, too."""
        audit = Audit.objects.filter(pk=self.instance.pk).values_list().get()
        answers = list(Answer.objects.filter(audit=self.instance).order_by("pk").values_list())
        last = _entries(self.instance).order_by("-pk").values_list("pk", flat=True).first() or 0
        return f"{last}-{blake2b(repr((audit, answers)).encode(), digest_size=8).hexdigest()}"

    def changes_since(self, version: str) -> Iterable[str]:
        seen = version.partition("-")[0]
        moments = deeds(self.instance, self.viewer, int(seen)) if seen.isdecimal() else []
        return [told_change(moment.at, moment.actor, moment.lines) for moment in moments]


def deeds(audit: Audit, viewer: Viewer, after: int = 0) -> list[Moment]:
    """What was done to an audit and its answers after an entry of the history, the newest first."""
    clauses = dict(Answer.objects.filter(audit=audit).values_list("pk", Concat("norm", Value(" "), "clause")))
    found: dict[tuple[datetime, str], list[str]] = defaultdict(list)
    for entry in _entries(audit).filter(pk__gt=after).order_by("-pk")[:_MOST]:
        about = "" if entry.layer == Audit._meta.db_table else f"{clauses[entry.feature_id]}: "
        found[entry.at, entry.actor] += [f"{about}{line}" for line in told(viewer, entry.pk)]
    return [Moment(at, lines or [str(_("changed"))], "", actor) for (at, actor), lines in found.items()]


def _entries(audit: Audit) -> "QuerySet[HistoryEntry]":
    answers = Answer.objects.filter(audit=audit).values("pk")
    return HistoryEntry.objects.filter(
        Q(layer=Audit._meta.db_table, feature_id=audit.pk)
        | Q(layer=Answer._meta.db_table, feature_id__in=answers)
    )


@admin.register(Audit)
class AuditAdmin(PartAdmin):
    form = AuditForm
    list_display = ("place", "made_on", "verdict", "authority_name")
    list_filter = ("verdict",)
    search_fields = ("place__name", "uid")
    search_help_text = _("Searched in: the name of the place, the identifier.")
    autocomplete_fields = ("place",)
    inlines = (AnswerInline,)
    help_texts: ClassVar[dict[str, Any]] = {
        "uid": _("What the audit is called in its source; may stay empty."),
        "verdict": _(
            "Follows from the answers below (a critical requirement that is not met makes a place one with "
            "barriers), unless you give the reason of a verdict of your own."
        ),
        "override_reason": _("Only where your verdict differs from what follows from the answers."),
    }

    object_history_template = "layers/admin_history.html"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        conclude(form.instance)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        audit = self.get_object(request, unquote(object_id))
        moments = deeds(audit, viewer_of(request)) if audit else []
        return super().history_view(request, object_id, {**(extra_context or {}), "history": moments})


@admin.register(Place)
class PlaceAdmin(FeatureAdmin):
    readonly_fields = (*FeatureAdmin.readonly_fields, "audit", "verdict", *PROFILE_FIELDS, "audited_on")
    inlines = (AuditInline,)


@admin.register(Barrier)
class BarrierAdmin(FeatureAdmin):
    pass
