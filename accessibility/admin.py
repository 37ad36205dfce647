"""The back office of accessibility: audits with their answers; the verdict follows from them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accessibility.actions import conclude
from accessibility.models import Answer, Audit, Barrier, Place
from layers.admin import BelongingInline, FeatureAdmin, PartAdmin, VersionedForm, told_change
from layers.changes import told
from layers.models import HistoryEntry


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
        """The last change that the history knows of, and a digest of what there is."""
        audit = Audit.objects.filter(pk=self.instance.pk).values_list().get()
        answers = list(Answer.objects.filter(audit=self.instance).order_by("pk").values_list())
        last = self._changes().order_by("-pk").values_list("pk", flat=True).first() or 0
        return f"{last}-{blake2b(repr((audit, answers)).encode(), digest_size=8).hexdigest()}"

    def changes_since(self, version: str) -> Iterable[str]:
        seen = version.partition("-")[0]
        changes = self._changes().order_by("pk")
        since = changes.filter(pk__gt=int(seen)) if seen.isdecimal() else changes.none()
        clauses = dict(
            Answer.objects.filter(audit=self.instance).values_list("pk", Concat("norm", Value(" "), "clause"))
        )
        deeds: dict[tuple[datetime, str], list[str]] = defaultdict(list)
        for entry in since[:20]:
            about = "" if entry.layer == Audit._meta.db_table else f"{clauses[entry.feature_id]}: "
            deeds[entry.at, entry.actor] += [f"{about}{line}" for line in told(self.viewer, entry.pk)]
        return [told_change(at, actor, lines or [str(_("changed"))]) for (at, actor), lines in deeds.items()]

    def _changes(self) -> "QuerySet[HistoryEntry]":
        """Of the audit and of the answers that it has; that one is gone is seen by the digest."""
        answers = Answer.objects.filter(audit=self.instance).values("pk")
        return HistoryEntry.objects.filter(
            Q(layer=Audit._meta.db_table, feature_id=self.instance.pk)
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

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        conclude(form.instance)


@admin.register(Place)
class PlaceAdmin(FeatureAdmin):
    readonly_fields = (*FeatureAdmin.readonly_fields, "audit", "verdict", "audited_on")
    inlines = (AuditInline,)


@admin.register(Barrier)
class BarrierAdmin(FeatureAdmin):
    pass
