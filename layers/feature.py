"""What every row that people see has: identity, origin, location with its certainty, and publication.

The columns under "derived" are written by the database (triggers.py) and never by Python.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.search import SearchVectorField
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.publication import Publication


class LocationSource(models.TextChoices):
    """How the location is known, from surest to least sure. What is not exact is never drawn as a pin."""

    SURVEY = "survey", _("survey")
    GPS = "gps", _("GPS, with its accuracy")
    REGISTER = "register", _("register of the source")
    ADDRESS = "address", _("found by its address")
    INTERPOLATED = "interpolated", _("beside the known houses of this address")
    CROSSING = "crossing", _("where these streets meet")
    SEGMENT = "segment", _("on this part of the street")
    STREET = "street", _("on this street")
    OBJECT = "object", _("at the object of this name")
    OUTSIDE = "outside", _("found by another map’s search")
    SETTLEMENT = "settlement", _("in this settlement")
    SUGGESTED = "suggested", _("suggested by a resident, checked by the city")
    HAND = "hand", _("placed by hand")
    GENERATED = "generated", _("generated for demonstration")
    UNKNOWN = "unknown", _("unknown")


#: known so, a location is not one to be pointed at
ROUGH = (
    LocationSource.INTERPOLATED,
    LocationSource.CROSSING,
    LocationSource.SEGMENT,
    LocationSource.STREET,
    LocationSource.OBJECT,
    LocationSource.OUTSIDE,
    LocationSource.SETTLEMENT,
)
#: … as a list of SQL
ROUGH_SQL = ", ".join(f"'{source.value}'" for source in ROUGH)
#: what is known to lie somewhere in a settlement says nothing of any place in it: the condition on a row
HAS_A_PLACE = f"location_source <> '{LocationSource.SETTLEMENT.value}'"


class Feature(models.Model):
    """One thing on a layer. Concrete models add `geom` (EPSG:4326) and `public_geom` of the same type.

    The primary key is the permanent public number. `source` and `external_id` are the natural key of what came
    from outside: it is never deleted, only marked as gone with the date.
    """

    id = models.BigAutoField(_("number"), primary_key=True)
    source = models.CharField(_("source"), max_length=80, blank=True, db_default="", default="")
    external_id = models.CharField(_("identifier in the source"), max_length=200, null=True, blank=True)

    location_source = models.CharField(
        _("location known from"),
        max_length=20,
        choices=LocationSource,
        default=LocationSource.UNKNOWN,
        db_default=LocationSource.UNKNOWN,
    )
    location_accuracy = models.FloatField(_("accuracy of the location"), null=True, blank=True)

    publication = models.CharField(
        _("publication"),
        max_length=12,
        choices=Publication,
        default=Publication.PUBLIC,
        db_default=Publication.PUBLIC,
    )
    publication_reason = models.CharField(
        _("legal ground of the restriction"), max_length=300, blank=True, default="", db_default=""
    )
    publish_after = models.DateTimeField(_("published after"), null=True, blank=True)

    created_at = models.DateTimeField(_("entered"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)
    gone_at = models.DateTimeField(_("gone from the source since"), null=True, blank=True)

    # Derived.
    published = models.BooleanField(editable=False, db_default=False)
    #: not shown to everybody as it is: unpublished, or published with a generalised location
    restricted = models.BooleanField(editable=False, db_default=False)
    #: drawn as an area of uncertainty, never as a pin: generalised, or known by other things than its own place
    approximate = models.BooleanField(editable=False, db_default=False)
    #: the representative point on the grid of zoom 18 × 4096 (3.7 cm), and its Morton key; -1: not located
    px = models.IntegerField(editable=False, null=True)
    py = models.IntegerField(editable=False, null=True)
    cell = models.BigIntegerField(editable=False, db_default=-1)
    search = SearchVectorField(editable=False, null=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="%(app_label)s_%(class)s_natural_key"
            ),
            models.CheckConstraint(
                condition=models.Q(location_accuracy__isnull=True) | models.Q(location_accuracy__gte=0),
                name="%(app_label)s_%(class)s_accuracy",
            ),
        ]

    def shown(self, name: str) -> str:
        """A text of it that tells where it is, as everybody may read it: empty where its location is published only
        roughly (`Field.locating`, for what no layer serves)."""
        return "" if self.publication == Publication.GENERALISED else str(getattr(self, name))


class PointFeature(Feature):
    """A feature that lies at a point."""

    geom = models.PointField(_("location"), srid=4326, null=True, blank=True, spatial_index=False)
    public_geom = models.PointField(srid=4326, null=True, editable=False, spatial_index=False)

    class Meta(Feature.Meta):
        abstract = True


class AnyFeature(Feature):
    """A feature that may be a point, a line, an area or several of them."""

    geom = models.GeometryField(_("location"), srid=4326, null=True, blank=True, spatial_index=False)
    public_geom = models.GeometryField(srid=4326, null=True, editable=False, spatial_index=False)

    class Meta(Feature.Meta):
        abstract = True


class LineFeature(Feature):
    """A feature that runs along a line."""

    geom = models.MultiLineStringField(_("location"), srid=4326, null=True, blank=True, spatial_index=False)
    public_geom = models.MultiLineStringField(srid=4326, null=True, editable=False, spatial_index=False)

    class Meta(Feature.Meta):
        abstract = True


class AreaFeature(Feature):
    """A feature that covers an area."""

    geom = models.MultiPolygonField(_("location"), srid=4326, null=True, blank=True, spatial_index=False)
    public_geom = models.MultiPolygonField(srid=4326, null=True, editable=False, spatial_index=False)

    class Meta(Feature.Meta):
        abstract = True
