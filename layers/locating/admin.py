"""The back office of locations: what could not be placed and why, and what residents suggest."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdmin

from layers.admin import ReadOnlyAdmin
from layers.locating import suggestions
from layers.locating.actions import clues_of
from layers.locating.models import Finding, Suggestion
from layers.locating.telling import why
from layers.registry import catalogue

#: texts of a feature that are shown, and letters of each
_MOST_TEXTS, _LONGEST = 6, 500


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """What the locator made of each feature's words."""

    list_display = ("object", "source", "reason", "clue", "found_at")
    list_filter = ("layer", "source", "reason")

    @admin.display(description=_("object"))
    def object(self, finding: Finding) -> SafeString:
        return _link(finding.layer, finding.feature_id)


class SuggestionForm(ModelForm[Suggestion]):
    """Somebody agrees or not, and says why not."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == Suggestion.State.DECLINED and not cleaned.get("reason"):
            raise ValidationError({"reason": _("Say why it is not there.")})
        if cleaned.get("state") == Suggestion.State.ACCEPTED and cleaned.get("place"):
            layer = catalogue[self.instance.layer]
            suggestions.refuse_unfit(layer, self.instance.feature_id, cleaned["place"])
        return cleaned


@admin.register(Suggestion)
class SuggestionAdmin(LeafletGeoAdmin):  # type: ignore[misc]
    """Suggested places, those that wait first; the point may be moved before it is accepted."""

    form = SuggestionForm
    list_display = ("made_at", "object", "found", "words", "state")
    list_filter = ("state", "layer")
    fields = (
        "object",
        "told",
        "found",
        "words",
        "place",
        "made_at",
        "state",
        "reason",
        "decided_by",
        "decided_at",
    )
    readonly_fields = ("object", "told", "found", "words", "made_at", "decided_by", "decided_at")
    ordering = ("-state", "made_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Of the row, not of the form that has just been filled in.
        waiting = Suggestion.objects.filter(state=Suggestion.State.WAITING)
        is_open = obj is None or waiting.filter(pk=obj.pk).exists()
        return is_open and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Suggestion, form: Any, change: bool) -> None:
        by = request.user.get_username()
        if obj.state == Suggestion.State.ACCEPTED:
            suggestions.accept(obj, by, obj.reason)
        elif obj.state == Suggestion.State.DECLINED:
            suggestions.decline(obj, by, obj.reason)
        else:
            super().save_model(request, obj, form, change)

    @admin.display(description=_("object"))
    def object(self, suggestion: Suggestion) -> SafeString:
        return _link(suggestion.layer, suggestion.feature_id)

    @admin.display(description=_("what its source says"))
    def told(self, suggestion: Suggestion) -> SafeString:
        """The texts that may tell the place: by them one decides."""
        row = _row(suggestion.layer, suggestion.feature_id)
        clues = clues_of(catalogue[suggestion.layer], row)[:_MOST_TEXTS] if row else []
        return format_html_join("", "<p>{}</p>", ((clue.text[:_LONGEST],) for clue in clues))

    @admin.display(description=_("found as"))
    def found(self, suggestion: Suggestion) -> str:
        """Where it is now, and why not better."""
        finding = Finding.objects.filter(layer=suggestion.layer, feature_id=suggestion.feature_id).first()
        return (
            ". ".join(filter(None, (", ".join(finding.names), why(finding.reason, finding.details))))
            if finding
            else "—"
        )


def _row(layer: str, number: int) -> Any:
    return catalogue[layer].model._default_manager.filter(pk=number).first()


def _link(layer: str, number: int) -> SafeString:
    """What is meant, by its own name."""
    row = _row(layer, number)
    return format_html(
        '<a href="/{}/{}/">{}</a><br>{} {}', layer, number, row or number, catalogue[layer].title, number
    )
