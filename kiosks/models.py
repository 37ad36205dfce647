"""Temporary structures and advertising structures, each with the permits it had over time."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kiosks.vocabulary import (
    Activity,
    AdvertisingKind,
    Form,
    Known,
    Mobility,
    Passage,
    PermitState,
    RegisterStatus,
    Theme,
)
from layers.feature import PointFeature
from layers.postal import PostalAddress
from layers.surveys.papers import papers

#: square metres of what stands on a pavement or over it; permits of before and of after that nobody has given
LARGEST_AREA = 5000
_SIDE = [MinValueValidator(0.1), MaxValueValidator(100)]
_DIRECTION = [MinValueValidator(0), MaxValueValidator(360)]
_DAYS = [MinValueValidator(date(1991, 8, 24)), MaxValueValidator(date(2100, 1, 1))]


def refuse_vast(footprint: Polygon) -> None:
    """A footprint larger than what anybody permits was drawn by mistake. Raises ValidationError."""
    area = footprint.transform(settings.CITY.metric_srid, clone=True).area
    if area > LARGEST_AREA:
        said = _("This outline has %(has)s m², and none has more than %(most)s: it was drawn by mistake.")
        raise ValidationError(said, params={"has": round(area), "most": LARGEST_AREA})


def _is_blank_or_edrpou(field: str) -> Q:
    return Q(**{field: ""}) | Q(**{f"{field}__regex": r"^\d{8}$"})


def _ends_after(begin: str, name: str) -> models.CheckConstraint:
    """A permit that ends before it begins is none."""
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True)
        | Q(valid_until__gte=models.F(begin))
        | Q(**{f"{begin}__isnull": True}),
        name=name,
        violation_error_message=_("This permit would end before it begins: look at its days again."),
    )


class Kiosk(PostalAddress, PointFeature):
    """A temporary structure (ТС); КМУ № 835, annex 64 «temporaryConstruction»."""

    number = models.CharField(_("inventory number"), max_length=60, blank=True, default="", db_default="")
    name = models.CharField(_("name"), max_length=300)
    mobility = models.CharField(
        _("stationary or mobile"),
        max_length=12,
        choices=Mobility,
        default=Mobility.UNKNOWN,
        db_default=Mobility.UNKNOWN,
    )
    form = models.CharField(
        _("form"), max_length=20, choices=Form, default=Form.UNKNOWN, db_default=Form.UNKNOWN
    )
    activity = models.CharField(
        _("activity"), max_length=20, choices=Activity, default=Activity.UNKNOWN, db_default=Activity.UNKNOWN
    )
    #: what has to keep away from schools, as far as somebody has looked
    sells_alcohol = models.CharField(
        _("sells alcohol"), max_length=8, choices=Known, default=Known.UNKNOWN, db_default=Known.UNKNOWN
    )
    sells_tobacco = models.CharField(
        _("sells tobacco"), max_length=8, choices=Known, default=Known.UNKNOWN, db_default=Known.UNKNOWN
    )
    #: metres and degrees clockwise from north, as measured on the spot: the footprint follows from them (survey.py)
    length = models.FloatField(_("length"), null=True, blank=True, validators=_SIDE)
    width = models.FloatField(_("width"), null=True, blank=True, validators=_SIDE)
    direction = models.FloatField(_("direction of its length"), null=True, blank=True, validators=_DIRECTION)
    footprint = models.PolygonField(
        _("footprint"), srid=4326, null=True, blank=True, validators=[refuse_vast]
    )
    area = models.FloatField(_("area"), null=True, blank=True, validators=[MaxValueValidator(LARGEST_AREA)])
    #: square metres, measured (kiosks.measures): to be compared with what is stated
    footprint_area = models.FloatField(_("area of the footprint"), null=True, blank=True, editable=False)
    #: metres of the pavement that are left beside the footprint: measured by rule (kiosks.passages), never by hand
    clear_width = models.FloatField(
        _("free width of the pavement beside it"), null=True, blank=True, editable=False
    )
    passage = models.CharField(
        _("passage beside it"),
        max_length=12,
        choices=Passage,
        default=Passage.NO_FOOTPRINT,
        db_default=Passage.NO_FOOTPRINT,
        editable=False,
    )
    opening_hours = models.CharField(
        _("opening hours"), max_length=500, blank=True, default="", db_default=""
    )

    owner_name = models.CharField(_("owner"), max_length=300, blank=True, default="", db_default="")
    #: eight digits of a legal entity; the tax number of a natural person is never stored
    owner_code = models.CharField(
        _("EDRPOU code of the owner"), max_length=8, blank=True, default="", db_default=""
    )
    owner_phone = models.CharField(
        _("telephone of the owner"), max_length=40, blank=True, default="", db_default=""
    )

    #: the place in the approved placement scheme, as the papers of the structure name it
    spot_number = models.CharField(
        _("number of the spot in the placement scheme"), max_length=60, blank=True, default="", db_default=""
    )
    permit = models.ForeignKey(
        "SitingPassport",
        verbose_name=_("siting passport"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    permit_state = models.CharField(
        _("permit"),
        max_length=12,
        choices=PermitState,
        default=PermitState.UNKNOWN,
        db_default=PermitState.UNKNOWN,
    )
    permit_until = models.DateField(_("permit until"), null=True, blank=True)
    #: someone looked and there is no permit: known, and not the same as a permit that nobody has looked for
    without_permit = models.BooleanField(
        _("established that there is no permit"), default=False, db_default=False
    )
    #: an inspector looked for it and did not find it (sightings.py)
    missing_since = models.DateField(_("not found at its place since"), null=True, blank=True, editable=False)
    note = models.TextField(_("internal note"), blank=True, default="", db_default="")

    class Meta(PointFeature.Meta):
        verbose_name = _("temporary structure")
        verbose_name_plural = _("temporary structures")
        constraints = [
            *PointFeature.Meta.constraints,
            models.CheckConstraint(condition=_is_blank_or_edrpou("owner_code"), name="kiosk_owner_code"),
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(area__gt=0), name="kiosk_area"),
        ]

    def __str__(self) -> str:
        return f"{self.name} № {self.number}" if self.number else self.name


class Advertising(PostalAddress, PointFeature):
    """An advertising structure (рекламний засіб); КМУ № 835, annex 21 «permissionsLocality»."""

    number = models.CharField(_("inventory number"), max_length=60, blank=True, default="", db_default="")
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=AdvertisingKind,
        default=AdvertisingKind.UNKNOWN,
        db_default=AdvertisingKind.UNKNOWN,
    )
    planes = models.PositiveSmallIntegerField(_("advertising planes"), null=True, blank=True)
    width = models.FloatField(_("width"), null=True, blank=True)
    height = models.FloatField(_("height"), null=True, blank=True)
    area = models.FloatField(_("area"), null=True, blank=True, validators=[MaxValueValidator(LARGEST_AREA)])
    #: how far it reaches across its width on the ground, and where its width points: metres, degrees from north
    depth = models.FloatField(_("depth on the ground"), null=True, blank=True, validators=_SIDE)
    direction = models.FloatField(_("direction of its width"), null=True, blank=True, validators=_DIRECTION)
    footprint = models.PolygonField(
        _("footprint"), srid=4326, null=True, blank=True, validators=[refuse_vast]
    )
    #: square metres of the advertising place, by rule (kiosks.measures)
    place_area = models.FloatField(_("area of the advertising place"), null=True, blank=True, editable=False)
    theme = models.CharField(
        _("what is advertised"), max_length=12, choices=Theme, default=Theme.UNKNOWN, db_default=Theme.UNKNOWN
    )
    image_url = models.URLField(
        _("photo in the source"), max_length=500, blank=True, default="", db_default=""
    )

    #: the place in the approved placement scheme, as the papers of the structure name it
    spot_number = models.CharField(
        _("number of the spot in the placement scheme"), max_length=60, blank=True, default="", db_default=""
    )
    permit = models.ForeignKey(
        "AdvertisingPermit",
        verbose_name=_("permit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    permit_state = models.CharField(
        _("permit"),
        max_length=12,
        choices=PermitState,
        default=PermitState.UNKNOWN,
        db_default=PermitState.UNKNOWN,
    )
    permit_until = models.DateField(_("permit until"), null=True, blank=True)
    without_permit = models.BooleanField(
        _("established that there is no permit"), default=False, db_default=False
    )
    #: an inspector looked for it and did not find it (sightings.py)
    missing_since = models.DateField(_("not found at its place since"), null=True, blank=True, editable=False)
    note = models.TextField(_("internal note"), blank=True, default="", db_default="")

    class Meta(PointFeature.Meta):
        verbose_name = _("advertising structure")
        verbose_name_plural = _("advertising structures")
        constraints = [
            *PointFeature.Meta.constraints,
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(area__gt=0), name="advertising_area"),
        ]

    def __str__(self) -> str:
        return f"{self.name} № {self.number}" if self.number else self.name


class Permit(models.Model):
    """What both kinds of permits have. A structure keeps all that it had; the last one is its current permit."""

    number = models.CharField(_("number"), max_length=120)
    status = models.CharField(
        _("status in the register"),
        max_length=12,
        choices=RegisterStatus,
        default=RegisterStatus.UNKNOWN,
        db_default=RegisterStatus.UNKNOWN,
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True, validators=_DAYS)
    issued_by = models.CharField(_("issued by"), max_length=300, blank=True, default="", db_default="")
    valid_until = models.DateField(_("valid until"), null=True, blank=True, validators=_DAYS)
    #: as it was checked (papers.py). Personal data may be on it: whether everybody may open it is decided file by file
    file = models.FileField(_("file"), storage=papers, max_length=100, blank=True, default="", db_default="")
    is_file_public = models.BooleanField(_("everybody may open the file"), default=False, db_default=False)
    #: the address of the file: in the one column where everybody may open it, in the other where only staff may
    public_file = models.CharField(
        _("file"), max_length=120, blank=True, default="", db_default="", editable=False
    )
    closed_file = models.CharField(
        _("file, not published"), max_length=120, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **words: Any) -> None:
        address = self.file.url if self.file else ""
        self.public_file, self.closed_file = (address, "") if self.is_file_public else ("", address)
        super().save(*args, **words)


class SitingPassport(Permit):
    """Паспорт прив'язки of a temporary structure (Порядок № 244)."""

    kiosk = models.ForeignKey(
        Kiosk, verbose_name=_("temporary structure"), on_delete=models.CASCADE, related_name="permits"
    )
    document_name = models.CharField(
        _("file of the document"), max_length=300, blank=True, default="", db_default=""
    )
    document_url = models.URLField(_("document"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("siting passport")
        verbose_name_plural = _("siting passports")
        constraints = [
            models.UniqueConstraint(fields=["kiosk", "number"], name="kiosks_sitingpassport_once"),
            _ends_after("issued_on", "passport_term"),
        ]


class AdvertisingPermit(Permit):
    """Дозвіл на розміщення зовнішньої реклами (КМУ № 2067)."""

    advertising = models.ForeignKey(
        Advertising, verbose_name=_("advertising structure"), on_delete=models.CASCADE, related_name="permits"
    )
    issued_by_code = models.CharField(
        _("EDRPOU code of the authority"), max_length=8, blank=True, default="", db_default=""
    )
    distributor_name = models.CharField(
        _("distributor"), max_length=300, blank=True, default="", db_default=""
    )
    distributor_code = models.CharField(
        _("EDRPOU code of the distributor"), max_length=8, blank=True, default="", db_default=""
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True, validators=_DAYS)
    contract_number = models.CharField(
        _("contract number"), max_length=120, blank=True, default="", db_default=""
    )
    contract_signed_on = models.DateField(_("contract signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("advertising permit")
        verbose_name_plural = _("advertising permits")
        constraints = [
            models.UniqueConstraint(fields=["advertising", "number"], name="kiosks_advertisingpermit_once"),
            models.CheckConstraint(
                condition=_is_blank_or_edrpou("distributor_code"), name="permit_distributor_code"
            ),
            _ends_after("issued_on", "permit_issued_term"),
            _ends_after("valid_from", "permit_term"),
        ]
