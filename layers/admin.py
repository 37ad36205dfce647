"""The back office's view of any feature: lists from the layer's own description, a map from django-leaflet.

A domain's admin derives from FeatureAdmin and says only what is its own. A field that is not for the audience of the
person who looks does not exist here either: `columns_for(viewer)` decides.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar, cast

import shapely
from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, QuerySet, URLField
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletAdminWidget, LeafletGeoAdmin

from layers.changes import history, told
from layers.columns import Column
from layers.edrpou import NAMES, holds_tax_number, is_edrpou
from layers.fields import Audience
from layers.importing.geometries import refuse_misplaced
from layers.importing.refusals import RowRefused
from layers.layer import Layer
from layers.models import DayOff, HistoryEntry, ImportRun, Refusal
from layers.provenance import words_of
from layers.publication import Publication
from layers.query import matching
from layers.registry import catalogue
from layers.related import belongings, part_columns
from layers.viewer import PUBLIC, Viewer, ViewerRequest

_PUBLICATION = ("publication", "publication_reason", "publish_after", "gone_at")
_LOCATION = ("geom", "location_source", "location_accuracy")
_ORIGIN = ("source", "external_id", "created_at", "changed_at")


#: what the fields of every feature want to be filled with
_COMMON_HELP = {
    "location_source": _(
        "What is known by its street or settlement only is drawn as a circle, never as a pin."
    ),
    "location_accuracy": _("In metres: the object surely lies as near as that."),
    "publication": _("Everybody sees what is published; staff see the rest, too."),
    "publication_reason": _("Needed where the object is not simply published: the card shows it."),
    "publish_after": _("Only for what is published after a delay; empty means the usual delay of the layer."),
    "gone_at": _("Set by imports when the source no longer has the record; it is off the map then."),
    "source": _("By the source and its identifier an import finds the record again."),
    "katottg": _("UA and 17 digits, as in the codifier of settlements."),
}
_SEEN_BY = {Audience.STAFF: _("Seen by staff only."), Audience.REGISTRAR: _("Seen by registrars only.")}
_EDRPOU_HELP = _("Eight digits of the state register, or nothing.")


def _refuse_wrong_code(code: str) -> None:
    if len(code) != 8 or not code.isdigit():
        raise ValidationError(_EDRPOU_HELP, code="edrpou")
    if not is_edrpou(code):
        raise ValidationError(
            _("This is no EDRPOU code: eight digits, the last of which is a check digit."), code="edrpou"
        )


def _refuse_tax_number(text: str) -> None:
    if holds_tax_number(text):
        raise ValidationError(
            _("Ten digits are the tax number of a person, which is never written down: leave it out."),
            code="tax-number",
        )


def _layer_of(model: Any) -> Layer:
    return next(layer for layer in catalogue if layer.model is model)


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks at the back office; the middleware has found out."""
    return cast(ViewerRequest, request).viewer


def _declared(layer: Layer) -> Iterator[Column]:
    """The columns of a layer, of the rows that its features point at, and of its parts."""
    yield from layer.columns
    for part in layer.parts:
        yield from part_columns(layer, part)


def _column_of(field: Any) -> Column | None:
    return next((c for layer in catalogue for c in _declared(layer) if c.model_field == field), None)


def closed_names(model: Any, viewer: Viewer) -> set[str]:
    """The fields of a model, a layer's own or that of rows that belong to features, that are not for this viewer."""
    return {
        column.model_field.name
        for layer in catalogue
        for column in _declared(layer)
        if column.model_field.model is model and column.audience > viewer.on(layer.model).audience
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
    """What the viewer may not read is in no form, list, filter and lookup. What may be typed is explained."""

    #: field → a sentence under it, where its name does not say enough
    help_texts: ClassVar[dict[str, Any]] = {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **words: Any) -> Any:
        column = _column_of(db_field)
        said = [self.help_texts.get(db_field.name) or _COMMON_HELP.get(db_field.name)]
        if column and column.unit:
            words.setdefault("label", f"{capfirst(db_field.verbose_name)}, {column.unit}")
        if column and column.audience > Audience.PUBLIC:
            said.append(_SEEN_BY[column.audience])
        if isinstance(db_field, CharField) and db_field.name.endswith("_code") and db_field.max_length == 8:
            said.append(_EDRPOU_HELP)
            words.setdefault("validators", [_refuse_wrong_code])
        if db_field.name in NAMES:
            words.setdefault("validators", [_refuse_tax_number])
        if isinstance(db_field, URLField):
            words.setdefault("assume_scheme", "https")
        words.setdefault("help_text", " ".join(str(sentence) for sentence in said if sentence))
        field = super().formfield_for_dbfield(db_field, request, **words)  # type: ignore[arg-type]
        if field and _EDRPOU_HELP in said:
            # What is too long is refused, not cut by the browser: ten digits would become eight others.
            field.widget.attrs.pop("maxlength", None)
        return field

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._open(request, super().get_fields(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (title, {**options, "fields": self._open(request, options["fields"])})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return not _asks_for_closed(self.model, lookup, viewer_of(request)) and super().lookup_allowed(
            lookup, value, request
        )

    def _open(self, request: HttpRequest, names: Any) -> list[Any]:
        """Names as Django takes them: a tuple of names stands on one line."""
        closed = closed_names(self.model, viewer_of(request))
        lines = [name if isinstance(name, list | tuple) else (name,) for name in names]
        opened = [tuple(name for name in line if name not in closed) for line in lines]
        return [line if len(line) > 1 else line[0] for line in opened if line]


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Knows which state of the row it was filled from, so that nobody's change is overwritten unseen."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    viewer: ClassVar[Viewer] = PUBLIC

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        if self.instance.pk:
            self.initial["version"] = self.state()

    def state(self) -> str:
        """The present state of the row in the database, in a few characters."""
        raise NotImplementedError

    def changes_since(self, version: str) -> Iterable[str]:
        """Who changed what since that state, a sentence for each."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk and "version" in self.fields:
            type(self.instance)._default_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
            present, version = self.state(), cleaned.get("version", "")
            if version != present:
                # The form comes back with what was typed, and with the present state: sent once more, it is saved.
                typed = cast(QueryDict, self.data).copy()
                typed[self.add_prefix("version")] = present
                self.data = typed
                raise forms.ValidationError([_MEANWHILE, *self.changes_since(version)])
        return cleaned


_MEANWHILE = _(
    "While you were filling in this form, the record was changed, and yours is not saved yet. Compare: "
    "what you typed is still here. To save it over the changes below, save once more."
)


def told_change(at: datetime, who: str, lines: Iterable[str]) -> str:
    """One change as a sentence: when, who, what."""
    return f"{date_format(localtime(at), 'DATETIME_FORMAT')}, {who}: {'; '.join(lines)}"


class FeatureForm(VersionedForm):
    """A feature says itself when it was changed, and lies in the community."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.changed_data:
            shape = cleaned.get(name)
            if not isinstance(shape, GEOSGeometry):
                continue
            if shape.empty:
                self.add_error(name, _("This place has no coordinates."))
                continue
            try:
                refuse_misplaced(shapely.from_wkb(bytes(shape.wkb)), anywhere=False)
            except RowRefused:
                self.add_error(
                    name,
                    _("This place is not in the community. Longitude and latitude may be swapped."),
                )
        return cleaned

    def state(self) -> str:
        rows = type(self.instance)._default_manager
        return str(rows.values_list("changed_at", flat=True).get(pk=self.instance.pk).isoformat())

    def changes_since(self, version: str) -> Iterable[str]:
        moments = history(_layer_of(type(self.instance)), self.viewer, self.instance.pk)
        # A long import may end after what it began before: then the newest is told.
        since = [moment for moment in moments if moment.at.isoformat() > version] or moments[:1]
        return [told_change(moment.at, moment.actor or moment.origin, moment.lines) for moment in since]


class BelongingInline(Guarded, admin.StackedInline):  # type: ignore[type-arg]
    """Rows that belong to a feature: one below the other, every field with its name, on a screen of any width."""

    extra = 0


class Versioned(Guarded):
    """Forms that are refused when they were filled from an older state."""

    form = VersionedForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **words: Any) -> Any:
        form = super().get_form(request, obj, change=change, **words)  # type: ignore[misc]
        return type(form.__name__, (form,), {"viewer": viewer_of(request)})

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> Any:
        """The deeds for several rows; what stands there first says what to do, and is no row of dashes."""
        return super().get_action_choices(request, [("", _("choose what to do"))])  # type: ignore[misc]

    def version_fields(self, request: HttpRequest, obj: Any) -> tuple[str, ...]:
        """The hidden field of the form, where there is a state that it could be older than."""
        return ("version",) if obj and self.has_change_permission(request, obj) else ()


class MapWidget(LeafletAdminWidget):  # type: ignore[misc]
    """Takes what GDAL cannot read for what it is: no geometry (Django's own widget lets its exception through)."""

    def deserialize(self, value: str) -> Any:
        try:
            return super().deserialize(value)
        except GDALException:
            return None


class FeatureAdmin(Versioned, LeafletGeoAdmin):  # type: ignore[misc]
    """Fields in the order of the layer; then location, publication, origin."""

    #: exact counts of a million rows cost more than the page
    show_full_result_count = False
    list_per_page = 50
    empty_value_display = "—"
    #: only marks the list as searchable: the search itself is the layer's own, below
    search_fields: tuple[str, ...] = ("id",)
    widget = MapWidget
    settings_overrides: ClassVar[dict[str, Any]] = {"TILES": []}
    map_width, map_height = "100%", "420px"
    readonly_fields: ClassVar[Any] = ("created_at", "changed_at")

    form = FeatureForm
    object_history_template = "layers/admin_history.html"

    @property
    def layer(self) -> Layer:
        return _layer_of(self.model)

    # -- The list ------------------------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = self.layer.columns_for(viewer_of(request))
        leading = [_listed(column) for column in columns if column.field.leading and column.is_local]
        return ["__str__", *leading, "changed", "on_the_map"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        chosen = [
            column.path
            for column in self.layer.columns_for(viewer_of(request))
            if column.field.filter and column.choices and column.is_local
        ]
        return [*chosen, "publication", "location_source", ("gone_at", admin.EmptyFieldListFilter)]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.search_fields if self.layer.searchable(Audience.PUBLIC) else ()

    @property
    def search_help_text(self) -> str:
        return _("Searched in: %s. The beginnings of words are enough.") % ", ".join(
            column.label for column in self.layer.searchable(Audience.PUBLIC)
        )

    def get_search_results(self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str) -> Any:
        if search_term:
            queryset = queryset.filter(matching(search_term, viewer_of(request)))
        return queryset, False

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, feature: Any) -> str:
        return date_format(localtime(feature.changed_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("On the map"), ordering="publication")
    def on_the_map(self, feature: Any) -> SafeString | str:
        """The way to the card, and whatever keeps the object from being simply shown to everybody."""
        if feature.gone_at:
            return str(_("gone from the source"))
        kept = "" if feature.publication == Publication.PUBLIC else feature.get_publication_display()
        if not feature.published:
            return kept or str(_("not published"))
        card = format_html('<a href="/{}/{}/">{}</a>', self.layer.slug, feature.pk, _("card"))
        return format_html("{}, {}", card, kept) if kept else card

    # -- The form ------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        placed = {*_PUBLICATION, *_LOCATION, *_ORIGIN, "min_zoom", "version", "tags"}
        rank = {column.path: index for index, column in enumerate(self.layer.columns)}
        own = [name for name in self.get_fields(request, obj) if name not in placed]
        own.sort(key=lambda name: rank.get(str(name), len(rank)))
        origin = _ORIGIN if obj else [name for name in _ORIGIN if name not in self.readonly_fields]
        sections = [
            (None, own, []),
            (_("Location"), _LOCATION, []),
            (_("Publication"), _PUBLICATION, []),
            (_("Origin"), (*origin, *self.version_fields(request, obj)), ["collapse"]),
        ]
        return [
            (
                title,
                {"fields": self._shown(request, obj, self._open(request, names)), "classes": classes},
            )
            for title, names, classes in sections
        ]

    def _shown(self, request: HttpRequest, obj: Any, names: list[Any]) -> list[Any]:
        """Who may only look is shown maps, not coordinates."""
        if obj is None or self.has_change_permission(request, obj):
            return names
        located = {field.name: field for field in self.model._meta.fields if isinstance(field, GeometryField)}
        return [self._drawn(request, located[name]) if name in located else name for name in names]

    def _drawn(self, request: HttpRequest, field: Any) -> Callable[[Any], str]:
        widget = self._get_map_widget(field, self.widget)()
        widget.modifiable, widget.csp_nonce = False, getattr(request, "csp_nonce", None)

        @admin.display(description=field.verbose_name)
        def drawn(feature: Any) -> str:
            place = getattr(feature, field.name)
            return widget.render(field.name, place, {"id": f"id_{field.name}"}) if place else "—"

        drawn.__name__ = f"drawn_{field.name}"
        return drawn

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **words: Any
    ) -> Any:
        context["media"] += self.widget().media
        return super().render_change_form(request, context, *args, **words)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        moments = (
            history(self.layer, viewer_of(request), int(unquote(object_id)))
            if self.layer.keeps_history
            else None
        )
        return super().history_view(request, object_id, {**(extra_context or {}), "history": moments})


def _listed(column: Column) -> Any:
    """A column of a list: numbers as people write them, with their unit; Django writes the rest as well itself."""
    if column.choices or column.kind.json not in {"integer", "number"}:
        return column.path

    @admin.display(description=column.label, ordering=column.path)
    def listed(feature: Any) -> str:
        return column.display(getattr(feature, column.path))

    listed.__name__ = column.path
    return listed


class OnlyLookedAt:
    """What the map writes by itself: nobody enters, changes or deletes it by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(OnlyLookedAt, admin.ModelAdmin):  # type: ignore[type-arg]
    """Records that are written by the map itself."""

    show_full_result_count = False
    list_per_page = 50
    empty_value_display = "—"
    change_form_template = "layers/admin_record.html"


class PartAdmin(Versioned, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to features, on pages of their own."""

    show_full_result_count = False
    list_per_page = 50
    empty_value_display = "—"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = [name for name in super().get_fields(request, obj) if name != "version"]
        return [*named, *self.version_fields(request, obj)]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._open(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self._open(request, super().get_list_filter(request))


def _kept() -> dict[str, Any]:
    """The models of which records tell, by the name that records know them by."""
    belonging = {found.table: found.model for layer in catalogue for found in belongings(layer)}
    return {layer.slug: layer.model for layer in catalogue} | belonging


def _named(name: str) -> str:
    model = _kept().get(name)
    return capfirst(str(model._meta.verbose_name)) if model else name


class KeptOf(admin.SimpleListFilter):
    """What records tell of, in words, and without asking a long table which words there are."""

    title = _("layer")
    parameter_name = "layer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, _named(name)) for name in _kept()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(layer=self.value()) if self.value() else queryset


@admin.register(HistoryEntry)
class HistoryAdmin(ReadOnlyAdmin):
    readonly_fields = ("thing", "link", "way", "changes")
    list_display = ("at", "thing", "link", "operation", "actor", "way")
    list_filter = (KeptOf, "operation")
    search_fields = ("=feature_id", "actor", "via")
    search_help_text = _("Searched in: the number of the object, who, from where.")
    ordering = ("-at", "-id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = ["thing", "link", "at", "actor", "way", "operation", "changes"]
        return [*names, "before"] if _may_read_states(request) else names

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        entry = super().get_object(request, object_id, from_field)
        if entry:
            entry.told = told(viewer_of(request), entry.pk)
        return entry

    @admin.display(description=_("layer"), ordering="layer")
    def thing(self, entry: Any) -> str:
        return _named(entry.layer)

    @admin.display(description=_("object"), ordering="feature_id")
    def link(self, entry: Any) -> SafeString | str:
        """The way to the object's form, where there is one."""
        model = _kept().get(entry.layer)
        if entry.operation == "delete" or not model or not self.admin_site.is_registered(model):
            return f"№ {entry.feature_id}"
        form = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        return format_html('<a href="{}">№ {}</a>', reverse(form, args=[entry.feature_id]), entry.feature_id)

    @admin.display(description=_("from where"), ordering="via")
    def way(self, entry: Any) -> SafeString | str:
        """Where a change came from; an import is reached from here."""
        word, _colon, number = entry.via.partition(":")
        if number.isdecimal():
            run = reverse("admin:layers_importrun_change", args=[number])
            said = _("import no. %s was taken back") if word == "revert" else _("from a file (import no. %s)")
            return format_html('<a href="{}">{}</a>', run, said % number)
        return str(_WAYS.get(word, entry.via))

    @admin.display(description=_("changes"))
    def changes(self, entry: Any) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((line,) for line in entry.told))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        asks_for_state = lookup.startswith("before") and not _may_read_states(request)
        return not asks_for_state and super().lookup_allowed(lookup, value, request)


_WAYS = {
    "admin": _("in the back office"),
    "site": _("on the map's pages"),
    "worker": _("by itself, because its day had come"),
    "prozorro": _("from ProZorro"),
    "petition-site": _("from the city’s petition site"),
}


def _may_read_states(request: HttpRequest) -> bool:
    return viewer_of(request).audience >= Audience.REGISTRAR


class RefusalInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Refusal
    extra = 0
    max_num = 0
    can_delete = False
    readonly_fields = ("row", "reason", "value")


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "thing", "file_name", "status", "rows")
    list_filter = (KeptOf, "status")
    inlines = (RefusalInline,)
    readonly_fields = ("thing", "origin", "conditions")
    fields = (
        *("thing", "origin", "file_name", "file_digest", "status", "started_at", "finished_at", "made_by"),
        *("created", "updated", "unchanged", "refused", "gone"),
        *("conditions", "unlocated", "outside", "reason"),
    )

    @admin.display(description=_("layer"), ordering="layer")
    def thing(self, run: ImportRun) -> str:
        return _named(run.layer)

    @admin.display(description=_("rows"))
    def rows(self, run: ImportRun) -> str:
        """What became of them, as far as there were any."""
        names = ("created", "updated", "unchanged", "refused", "gone", "unlocated", "outside")
        meta: Any = ImportRun._meta
        counts = [(meta.get_field(name).verbose_name, getattr(run, name)) for name in names]
        counts.append((_("passed over"), run.skipped))
        return ", ".join(f"{name} {count}" for name, count in counts if count)

    @admin.display(description=_("source"))
    def origin(self, run: ImportRun) -> str:
        title = words_of(run.source).title
        return f"{title} ({run.source})" if title else run.source

    @admin.display(description=_("passed over by the mapping"))
    def conditions(self, run: ImportRun) -> SafeString | str:
        lines = ((condition, count) for condition, count in run.passed_over.items())
        return format_html_join("", "<p>{}: {}</p>", lines) or "0"


@admin.register(DayOff)
class DayOffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The city's calendar: terms of working days pass over these."""

    list_display = ("day", "why")
