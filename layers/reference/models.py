"""The ground everything stands on: boundary, settlements, streets with former names, addresses, basemap features."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.feature import AreaFeature, LineFeature, PointFeature


class Boundary(AreaFeature):
    """The outline of the community or of one of its settlements."""

    class Level(models.TextChoices):
        COMMUNITY = "community", _("territorial community")
        SETTLEMENT = "settlement", _("settlement")
        DISTRICT = "district", _("district of the city")

    name = models.CharField(_("name"), max_length=200)
    katottg = models.CharField(_("KATOTTG code"), max_length=19, blank=True, default="", db_default="")
    level = models.CharField(_("level"), max_length=20, choices=Level)

    class Meta(AreaFeature.Meta):
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")

    def __str__(self) -> str:
        return self.name


class Settlement(PointFeature):
    """A settlement of the community, with its code from the KATOTTG codifier."""

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        TOWN = "town", _("settlement (selyshche)")
        VILLAGE = "village", _("village")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    katottg = models.CharField(_("KATOTTG code"), max_length=19, blank=True, default="", db_default="")
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    class Meta(PointFeature.Meta):
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")

    def __str__(self) -> str:
        return self.name


class Street(LineFeature):
    """A street. Its type and its name are kept apart: «вулиця» and «Центральна»."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("type"), max_length=40, db_default="вулиця", default="вулиця")
    settlement = models.ForeignKey(
        Settlement,
        verbose_name=_("settlement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="streets",
    )
    #: all former names in one searchable text, kept from `former_names`
    former = models.CharField(_("former names"), max_length=500, blank=True, default="", db_default="")

    class Meta(LineFeature.Meta):
        verbose_name = _("street")
        verbose_name_plural = _("streets")

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class FormerName(models.Model):
    """A name that a street bore until a date: petitions and old permits cite it."""

    street = models.ForeignKey(Street, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("type"), max_length=40, blank=True, default="", db_default="")
    until = models.DateField(_("until"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.UniqueConstraint(fields=["street", "kind", "name"], name="reference_formername_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Address(PointFeature):
    """An address of the city's register: a street and a house number."""

    street = models.ForeignKey(
        Street,
        verbose_name=_("street"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="addresses",
    )
    #: the street as written on the plate; kept beside the relation because sources name streets we do not have
    street_name = models.CharField(_("street"), max_length=240, blank=True, default="", db_default="")
    house = models.CharField(_("house number"), max_length=20)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True, default="", db_default="")
    settlement_name = models.CharField(_("settlement"), max_length=200, blank=True, default="", db_default="")
    former_street = models.CharField(
        _("former street name"), max_length=240, blank=True, default="", db_default=""
    )

    class Meta(PointFeature.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return f"{self.street_name}, {self.house}"


class Stop(PointFeature):
    """A stop of public transport (КМУ № 835, annex 27 «stops»)."""

    class Boarding(models.TextChoices):
        UNKNOWN = "unknown", _("unknown")
        POSSIBLE = "possible", _("possible in a wheelchair")
        IMPOSSIBLE = "impossible", _("not possible in a wheelchair")

    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=40, blank=True, default="", db_default="")
    wheelchair_boarding = models.CharField(
        _("wheelchair boarding"),
        max_length=12,
        choices=Boarding,
        default=Boarding.UNKNOWN,
        db_default=Boarding.UNKNOWN,
    )

    class Meta(PointFeature.Meta):
        verbose_name = _("public transport stop")
        verbose_name_plural = _("public transport stops")

    def __str__(self) -> str:
        return self.name


class Ground(models.Model):
    """What basemap features share: a kind, a name, the source's tags, and the zoom from which they are drawn."""

    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("name"), max_length=200, blank=True, default="", db_default="")
    tags = models.JSONField(
        _("tags of the source"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )
    min_zoom = models.SmallIntegerField(_("drawn from zoom"), default=14, db_default=14)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or self.kind


class Road(Ground, LineFeature):
    """A carriageway, footway or path; `kind` is the OpenStreetMap value of `highway`."""

    surface = models.CharField(_("surface"), max_length=40, blank=True, default="", db_default="")
    width = models.FloatField(_("width"), null=True, blank=True)

    class Meta(LineFeature.Meta):
        verbose_name = _("road")
        verbose_name_plural = _("roads")


class Railway(Ground, LineFeature):
    """A railway track."""

    class Meta(LineFeature.Meta):
        verbose_name = _("railway")
        verbose_name_plural = _("railways")


class Water(Ground, AreaFeature):
    """Open water; rivers that are mapped as lines are given their width as an area."""

    class Meta(AreaFeature.Meta):
        verbose_name = _("water")
        verbose_name_plural = _("water")


class Green(Ground, AreaFeature):
    """Parks, woods, meadows, allotments, recreation areas."""

    class Meta(AreaFeature.Meta):
        verbose_name = _("green area")
        verbose_name_plural = _("green areas")


class Building(Ground, AreaFeature):
    """The footprint of a building."""

    levels = models.PositiveSmallIntegerField(_("storeys"), null=True, blank=True)

    class Meta(AreaFeature.Meta):
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
