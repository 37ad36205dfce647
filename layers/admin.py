"""The back office's view of any feature: lists from the layer's own description, a map from django-leaflet.

A domain's admin derives from FeatureAdmin and says only what is its own. A field that is not for the audience of the
person who looks does not exist here either: `columns_for(viewer)` decides.
"""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdmin

from layers.changes import history
from layers.columns import Column
from layers.layer import Layer
from layers.models import HistoryEntry, ImportRun, Refusal
from layers.query import matching
from layers.registry import catalogue
from layers.viewer import PUBLIC, Viewer, ViewerRequest

_PUBLICATION = ("publication", "publication_reason", "publish_after", "gone_at")
_LOCATION = ("geom", "location_source", "location_accuracy")
_ORIGIN = ("source", "external_id", "created_at", "changed_at")


def _layer_of(model: Any) -> Layer:
    return next(layer for layer in catalogue if layer.model is model)


def _viewer(request: HttpRequest) -> Viewer:
    return cast(ViewerRequest, request).viewer


def _closed(layer: Layer, viewer: Viewer) -> list[Column]:
    """The columns that are not for this viewer."""
    return [column for column in layer.columns if column.audience > viewer.audience]


class FeatureForm(forms.ModelForm):  # type: ignore[type-arg]
    """Knows which state of the row it was filled from, so that nobody's change is overwritten unseen."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    viewer: ClassVar[Viewer] = PUBLIC

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        if self.instance.pk:
            self.initial["version"] = self.instance.changed_at.isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk and "version" in self.fields:
            rows = type(self.instance)._default_manager.select_for_update(of=("self",))
            present = rows.values_list("changed_at", flat=True).get(pk=self.instance.pk).isoformat()
            if cleaned.get("version") != present:
                # The form comes back with what was typed, and with the present state: sent once more, it is saved.
                typed = cast(QueryDict, self.data).copy()
                typed[self.add_prefix("version")] = present
                self.data = typed
                raise forms.ValidationError(self._meanwhile())
        return cleaned

    def _meanwhile(self) -> str:
        layer = _layer_of(type(self.instance))
        latest = next(iter(history(layer, self.viewer, self.instance.pk)), None)
        return _(
            "While you were filling in this form, the record was changed (%(who)s: %(what)s). "
            "Look at it in another window; to save yours nevertheless, save once more."
        ) % {
            "who": (latest and latest.actor) or "—",
            "what": "; ".join(latest.lines) if latest else "—",
        }


class BelongingInline(InlineModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to a feature: without the columns that are not for this viewer."""

    extra = 0

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [
            column.model_field.name
            for column in _closed(_layer_of(self.parent_model), _viewer(request))
            if column.model_field.model is self.model
        ]


class FeatureAdmin(LeafletGeoAdmin):  # type: ignore[misc]
    """Fields in the order of the layer; then location, publication, origin."""

    #: exact counts of a million rows cost more than the page
    show_full_result_count = False
    list_per_page = 50
    #: only marks the list as searchable: the search itself is the layer's own, below
    search_fields: tuple[str, ...] = ("id",)
    settings_overrides: ClassVar[dict[str, Any]] = {"TILES": []}
    map_width, map_height = "100%", "420px"
    readonly_fields: tuple[str, ...] = ("created_at", "changed_at")

    form = FeatureForm

    @property
    def layer(self) -> Layer:
        return _layer_of(self.model)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **words: Any) -> Any:
        form = super().get_form(request, obj, change=change, **words)
        return type(form.__name__, (form,), {"viewer": _viewer(request)})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = self.layer.columns_for(_viewer(request))
        leading = [column.path for column in columns if column.field.leading and column.is_local]
        return ["__str__", *leading, "publication", "changed_at", "on_the_map"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        chosen = [
            column.path
            for column in self.layer.columns_for(_viewer(request))
            if column.field.filter and column.choices and column.is_local
        ]
        return [*chosen, "publication", "location_source", ("gone_at", admin.EmptyFieldListFilter)]

    def get_search_results(self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str) -> Any:
        if search_term:
            queryset = queryset.filter(matching(search_term, _viewer(request)))
        return queryset, False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        closed = {column.path for column in _closed(self.layer, _viewer(request))}
        placed = {*_PUBLICATION, *_LOCATION, *_ORIGIN, "min_zoom", "version", *closed}
        rank = {column.path: index for index, column in enumerate(self.layer.columns)}
        own = [name for name in super().get_fields(request, obj) if name not in placed and name != "tags"]
        own.sort(key=lambda name: rank.get(str(name), len(rank)))
        return [
            (None, {"fields": own}),
            (_("Location"), {"fields": _LOCATION}),
            (_("Publication"), {"fields": _PUBLICATION}),
            (_("Origin"), {"fields": (*_ORIGIN, *self._version(request, obj)), "classes": ["collapse"]}),
        ]

    def _version(self, request: HttpRequest, obj: Any) -> tuple[str, ...]:
        return ("version",) if obj and self.has_change_permission(request, obj) else ()

    @admin.display(description=_("On the map"))
    def on_the_map(self, feature: Any) -> SafeString | str:
        if not feature.published:
            return "—"
        return format_html('<a href="/{}/{}/">{}</a>', self.layer.slug, feature.pk, _("card"))


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Records that are written by the map itself."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(HistoryEntry)
class HistoryAdmin(ReadOnlyAdmin):
    list_display = ("at", "layer", "feature_id", "operation", "actor", "via")
    list_filter = ("layer", "operation", "actor")
    search_fields = ("=feature_id", "via")
    ordering = ("-at", "-id")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The entry with as much of the former state as is for this viewer. Nothing here is ever saved."""
        entry = super().get_object(request, object_id, from_field)
        if entry and entry.before:
            open_names = _open_names(entry.layer, _viewer(request))
            entry.before = {name: value for name, value in entry.before.items() if name in open_names}
        return entry


def _open_names(name: str, viewer: Viewer) -> set[str]:
    """The columns of a table, which the history knows by its layer's slug or by its own name, that are for a viewer."""
    found = {"id", "geom", *_PUBLICATION, *_LOCATION, *_ORIGIN}
    for layer in catalogue:
        for column in layer.columns_for(viewer):
            table = layer.slug if column.is_local else column.model_field.model._meta.db_table
            if table == name:
                found.add(str(column.model_field.column))
    return found


class RefusalInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Refusal
    extra = 0
    max_num = 0
    can_delete = False
    readonly_fields = ("row", "reason", "value")


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "layer",
        "file_name",
        "status",
        "created",
        "updated",
        "unchanged",
        "refused",
        "gone",
    )
    list_filter = ("layer", "status")
    inlines = (RefusalInline,)
