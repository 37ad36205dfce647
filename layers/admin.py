"""The back office's view of any feature: lists from the layer's own description, a map from django-leaflet.

A domain's admin derives from FeatureAdmin and says only what is its own.
"""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdmin

from layers.layer import Layer
from layers.models import HistoryEntry, ImportRun, Refusal
from layers.query import matching
from layers.registry import catalogue
from layers.viewer import ViewerRequest

_PUBLICATION = ("publication", "publication_reason", "publish_after", "gone_at")
_LOCATION = ("geom", "location_source", "location_accuracy")
_ORIGIN = ("source", "external_id", "created_at", "changed_at")


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

    @property
    def layer(self) -> Layer:
        return next(layer for layer in catalogue if layer.model is self.model)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        leading = [column.path for column in self.layer.columns if column.field.leading and column.is_local]
        return ["__str__", *leading, "publication", "changed_at", "on_the_map"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        chosen = [
            column.path
            for column in self.layer.columns
            if column.field.filter and column.choices and column.is_local
        ]
        return [*chosen, "publication", "location_source", ("gone_at", admin.EmptyFieldListFilter)]

    def get_search_results(self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str) -> Any:

        return (
            queryset.filter(matching(search_term, cast(ViewerRequest, request).viewer))
            if search_term
            else queryset
        ), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        placed = {*_PUBLICATION, *_LOCATION, *_ORIGIN, "min_zoom"}
        rank = {column.path: index for index, column in enumerate(self.layer.columns)}
        own = [name for name in super().get_fields(request, obj) if name not in placed and name != "tags"]
        own.sort(key=lambda name: rank.get(str(name), len(rank)))
        return [
            (None, {"fields": own}),
            (_("Location"), {"fields": _LOCATION}),
            (_("Publication"), {"fields": _PUBLICATION}),
            (_("Origin"), {"fields": _ORIGIN, "classes": ["collapse"]}),
        ]

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
