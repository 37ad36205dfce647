"""The back office of projects: places drawn on the map, documents, and photos before and after the works."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.gis.geos import MultiLineString, MultiPoint, MultiPolygon
from django.db.models import F
from django.forms import Media, ModelForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.admin import BelongingInline, FeatureAdmin, FeatureForm, MapWidget
from layers.civic.projects.models import Project, ProjectDocument, ProjectPhoto
from layers.surveys import papers
from layers.surveys.admin import PictureForm, ReviewAdmin

_SEVERAL: dict[str, Any] = {"Point": MultiPoint, "LineString": MultiLineString, "Polygon": MultiPolygon}


class SeveralPlacesWidget(MapWidget):
    """What is drawn stands beside what was drawn before, not in its place."""

    geometry_field_class = "L.SeveralPlaces"

    @property
    def media(self) -> Media:
        inherited: Media = super().media
        return inherited + Media(js=["leaflet/leaflet.forms.js", "maps/several.js"])


class ProjectForm(FeatureForm):
    """Several places are several of one kind: points, lines or areas."""

    def clean_geom(self) -> Any:
        """One geometry of what was drawn."""
        drawn: Any = self.cleaned_data["geom"]
        if drawn is None or drawn.geom_type != "GeometryCollection":
            return drawn
        parts = [part for one in drawn for part in ([one] if one.geom_type in _SEVERAL else one)]
        kinds = {part.geom_type for part in parts}
        if len(kinds) != 1:
            self.add_error(
                "geom", _("Several places are of one kind: only points, only lines or only areas.")
            )
            return None
        return _SEVERAL[kinds.pop()](parts, srid=drawn.srid)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("works_from"), cleaned.get("works_until")
        if begin and end and end < begin:
            self.add_error("works_until", _("The works end before they begin."))
        return cleaned


class DocumentForm(ModelForm):  # type: ignore[type-arg]
    """A document is a file or an address."""

    class Meta:
        model = ProjectDocument
        fields = ("title", "url", "file")
        help_texts: ClassVar[dict[str, Any]] = {
            "file": gettext_lazy(
                "PDF, JPEG, PNG or WebP, at most 20 MB. Everybody may open it at once: look first."
            )
        }

    def clean_file(self) -> Any:
        """The new file as it is kept."""
        return papers.kept(self.cleaned_data.get("file"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("url"):
            self.add_error("url", _("Give an address or a file."))
        return cleaned


class DocumentInline(BelongingInline):
    model = ProjectDocument
    form = DocumentForm


class ProjectPhotoForm(PictureForm):
    class Meta:
        model = ProjectPhoto
        fields = ("when",)


class ProjectPhotoInline(BelongingInline):
    """Photos before and after the works; each is looked through before anybody sees it."""

    model = ProjectPhoto
    fields = ("when", "file", "said", "published")
    readonly_fields = ("said", "published")
    form = ProjectPhotoForm


@admin.register(Project)
class ProjectAdmin(FeatureAdmin):
    form = ProjectForm
    widget = SeveralPlacesWidget
    inlines = (DocumentInline, ProjectPhotoInline)
    help_texts: ClassVar[dict[str, Any]] = {
        "geom": gettext_lazy("Several places are of one kind: only points, only lines or only areas."),
        "tender_ids": gettext_lazy(
            "Identifiers of ProZorro (UA-…) with spaces between them: the card leads there."
        ),
        "author": gettext_lazy("As the source publishes it."),
    }


@admin.register(ProjectPhoto)
class ProjectPhotoAdmin(ReviewAdmin):
    """Somebody looks, covers faces and plates, and says what is seen."""

    list_display = ("small_picture", "object", "when", "made_at", "published", "reviewed_at")
    ordering: ClassVar[Any] = (F("reviewed_at").asc(nulls_first=True), "-made_at")

    @admin.display(description=gettext_lazy("project"))
    def object(self, photo: ProjectPhoto) -> SafeString:
        address = reverse("admin:projects_project_change", args=[photo.project_id])
        return format_html('<a href="{}">{}</a>', address, photo.project)

    @admin.display(description=gettext_lazy("taken"))
    def taken(self, photo: ProjectPhoto) -> str:
        return photo.get_when_display()
