"""The back office's view of any feature: lists from the layer's own description, a map from django-leaflet.

A domain's admin derives from FeatureAdmin and says only what is its own. A field that is not for the audience of the
person who looks does not exist here either: `columns_for(viewer)` decides.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdmin

from layers.changes import Moment, history, told
from layers.columns import Column
from layers.fields import Audience
from layers.layer import Layer
from layers.models import HistoryEntry, ImportRun, Refusal
from layers.provenance import words_of
from layers.query import matching
from layers.registry import catalogue
from layers.related import part_columns
from layers.viewer import PUBLIC, Viewer, ViewerRequest

_PUBLICATION = ("publication", "publication_reason", "publish_after", "gone_at")
_LOCATION = ("geom", "location_source", "location_accuracy")
_ORIGIN = ("source", "external_id", "created_at", "changed_at")


def _layer_of(model: Any) -> Layer:
    return next(layer for layer in catalogue if layer.model is model)


def _viewer(request: HttpRequest) -> Viewer:
    return cast(ViewerRequest, request).viewer


def _declared(layer: Layer) -> Iterator[Column]:
    """The columns of a layer, of the rows that its features point at, and of its parts."""
    yield from layer.columns
    for part in layer.parts:
        yield from part_columns(layer, part)


def closed_names(model: Any, viewer: Viewer) -> set[str]:
    """The fields of a model, a layer's own or that of rows that belong to features, that are not for this viewer."""
    return {
        column.model_field.name
        for layer in catalogue
        for column in _declared(layer)
        if column.model_field.model is model and column.audience > viewer.audience
    }


def _asks_for_closed(model: Any, lookup: str, viewer: Viewer) -> bool:
    """Whether a lookup (`"place__phone__startswith"`) would tell something of a closed field by what it finds."""
    for name in lookup.split("__"):
        if name in closed_names(model, viewer):
            return True
        try:
            model = model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return False
        if model is None:
            return False
    return False


class Guarded(BaseModelAdmin):  # type: ignore[type-arg]
    """What the viewer may not read is in no form, list, filter and lookup."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._open(request, super().get_fields(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (title, {**options, "fields": self._open(request, options["fields"])})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return not _asks_for_closed(self.model, lookup, _viewer(request)) and super().lookup_allowed(
            lookup, value, request
        )

    def _open(self, request: HttpRequest, names: Any) -> list[Any]:
        closed = closed_names(self.model, _viewer(request))
        return [name for name in names if name not in closed]


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
                raise forms.ValidationError(self._meanwhile(cleaned.get("version", "")))
        return cleaned

    def _meanwhile(self, version: str) -> list[Any]:
        """What to say to somebody whose form was filled from an older state: who changed what since."""
        moments = history(_layer_of(type(self.instance)), self.viewer, self.instance.pk)
        # A long import may end after what it began before: then the newest is told.
        since = [moment for moment in moments if moment.at.isoformat() > version] or moments[:1]
        return [
            _(
                "While you were filling in this form, the record was changed, and yours is not saved yet. Compare: "
                "what you typed is still here. To save it over the changes below, save once more."
            ),
            *(_sentence(moment) for moment in since),
        ]


def _sentence(moment: Moment) -> str:
    when = date_format(localtime(moment.at), "DATETIME_FORMAT")
    return f"{when}, {moment.actor or moment.origin}: {'; '.join(moment.lines)}"


class BelongingInline(Guarded, InlineModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to a feature."""

    extra = 0


class FeatureAdmin(Guarded, LeafletGeoAdmin):  # type: ignore[misc]
    """Fields in the order of the layer; then location, publication, origin."""

    #: exact counts of a million rows cost more than the page
    show_full_result_count = False
    list_per_page = 50
    #: only marks the list as searchable: the search itself is the layer's own, below
    search_fields: tuple[str, ...] = ("id",)
    settings_overrides: ClassVar[dict[str, Any]] = {"TILES": []}
    map_width, map_height = "100%", "420px"
    readonly_fields: ClassVar[Any] = ("created_at", "changed_at")

    form = FeatureForm
    object_history_template = "layers/admin_history.html"

    @property
    def layer(self) -> Layer:
        return _layer_of(self.model)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **words: Any) -> Any:
        form = super().get_form(request, obj, change=change, **words)
        return type(form.__name__, (form,), {"viewer": _viewer(request)})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = self.layer.columns_for(_viewer(request))
        leading = [column.path for column in columns if column.field.leading and column.is_local]
        return ["__str__", *leading, "publication", "changed", "on_the_map"]

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
        placed = {*_PUBLICATION, *_LOCATION, *_ORIGIN, "min_zoom", "version", "tags"}
        rank = {column.path: index for index, column in enumerate(self.layer.columns)}
        own = [name for name in self.get_fields(request, obj) if name not in placed]
        own.sort(key=lambda name: rank.get(str(name), len(rank)))
        sections = [
            (None, own, []),
            (_("Location"), _LOCATION, []),
            (_("Publication"), _PUBLICATION, []),
            (_("Origin"), (*_ORIGIN, *self._version(request, obj)), ["collapse"]),
        ]
        return [
            (title, {"fields": self._open(request, names), "classes": classes})
            for title, names, classes in sections
        ]

    def _version(self, request: HttpRequest, obj: Any) -> tuple[str, ...]:
        return ("version",) if obj and self.has_change_permission(request, obj) else ()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        moments = (
            history(self.layer, _viewer(request), int(unquote(object_id)))
            if self.layer.keeps_history
            else None
        )
        return super().history_view(request, object_id, {**(extra_context or {}), "history": moments})

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, feature: Any) -> str:
        return date_format(localtime(feature.changed_at), "SHORT_DATETIME_FORMAT")

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


class PartAdmin(Guarded, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to features, on pages of their own."""

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._open(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self._open(request, super().get_list_filter(request))


@admin.register(HistoryEntry)
class HistoryAdmin(ReadOnlyAdmin):
    readonly_fields = ("changes",)
    list_display = ("at", "layer", "feature_id", "operation", "actor", "via")
    list_filter = ("layer", "operation")
    search_fields = ("=feature_id", "actor", "via")
    ordering = ("-at", "-id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = ["layer", "feature_id", "at", "actor", "via", "operation", "changes"]
        return [*names, "before"] if _may_read_states(request) else names

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        entry = super().get_object(request, object_id, from_field)
        if entry:
            entry.told = told(_viewer(request), entry.pk)
        return entry

    @admin.display(description=_("changes"))
    def changes(self, entry: Any) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((line,) for line in entry.told))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        asks_for_state = lookup.startswith("before") and not _may_read_states(request)
        return not asks_for_state and super().lookup_allowed(lookup, value, request)


def _may_read_states(request: HttpRequest) -> bool:
    return _viewer(request).audience >= Audience.REGISTRAR


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
        "skipped",
        "unlocated",
    )
    list_filter = ("layer", "status")
    inlines = (RefusalInline,)
    readonly_fields = ("origin", "conditions")
    fields = (
        *("layer", "origin", "file_name", "file_digest", "status", "started_at", "finished_at", "made_by"),
        *(
            "created",
            "updated",
            "unchanged",
            "refused",
            "gone",
            "conditions",
            "unlocated",
            "outside",
            "reason",
        ),
    )

    @admin.display(description=_("source"))
    def origin(self, run: ImportRun) -> str:
        title = words_of(run.source).title
        return f"{title} ({run.source})" if title else run.source

    @admin.display(description=_("passed over"))
    def skipped(self, run: ImportRun) -> int:
        return run.skipped

    @admin.display(description=_("passed over by the mapping"))
    def conditions(self, run: ImportRun) -> SafeString | str:
        lines = ((condition, count) for condition, count in run.passed_over.items())
        return format_html_join("", "<p>{}: {}</p>", lines) or "0"
