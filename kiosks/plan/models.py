"""The approved placement scheme as spots, and what is found when it is held against the city.

A comparison follows from the scheme, the register and the field, is written by rule (kiosks.plan.actions), and is never
edited: who mends the register mends the comparison. It names its spot and its structure by their public addresses.
"""

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kiosks.plan.vocabulary import Finding, Goods, NearTo
from kiosks.vocabulary import Certainty, Known, PermitState, Subject
from layers.feature import AnyFeature
from layers.postal import PostalAddress


class Spot(PostalAddress, AnyFeature):
    """One place of the approved placement scheme (комплексна схема розміщення): a point, or the allowed area."""

    number = models.CharField(_("number in the scheme"), max_length=60)
    subject = models.CharField(
        _("meant for"), max_length=12, choices=Subject, default=Subject.KIOSKS, db_default=Subject.KIOSKS
    )
    purpose = models.CharField(_("purpose"), max_length=300, blank=True, default="", db_default="")
    area = models.FloatField(_("permitted area"), null=True, blank=True)
    scheme = models.CharField(_("placement scheme"), max_length=300, blank=True, default="", db_default="")
    decision = models.CharField(_("decision"), max_length=200, blank=True, default="", db_default="")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    decision_url = models.URLField(
        _("text of the decision"), max_length=500, blank=True, default="", db_default=""
    )

    class Meta(AnyFeature.Meta):
        verbose_name = _("spot of the scheme")
        verbose_name_plural = _("spots of the scheme")
        constraints = [
            *AnyFeature.Meta.constraints,
            models.CheckConstraint(condition=Q(area__isnull=True) | Q(area__gt=0), name="spot_area"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(approved_on__isnull=True)
                | Q(valid_until__gte=models.F("approved_on")),
                name="spot_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} № {self.number}"


class Comparison(AnyFeature):
    """A structure beside its spot, a structure without one, or a spot without a structure.

    Where a structure was moved the geometry is the line from its spot to it, elsewhere the place of either.
    """

    #: what everybody is told of a spot whose structure is not for everybody: the same as of one without any (layer.py)
    is_stand_in = models.BooleanField(default=False, editable=False)
    finding = models.CharField(_("plan and reality"), max_length=14, choices=Finding)
    subject = models.CharField(_("kind of structure"), max_length=12, choices=Subject)
    title = models.CharField(_("what"), max_length=360)
    spot_number = models.CharField(_("spot of the scheme"), max_length=60, blank=True, default="")
    spot_path = models.CharField(_("address of the spot"), max_length=80, blank=True, default="")
    structure_name = models.CharField(_("structure"), max_length=360, blank=True, default="")
    structure_path = models.CharField(_("address of the structure"), max_length=80, blank=True, default="")
    moved_by = models.FloatField(_("distance from its spot"), null=True)
    is_moved = models.CharField(_("moved"), max_length=8, choices=Known)
    area = models.FloatField(_("area"), null=True)
    permitted_area = models.FloatField(_("permitted area"), null=True)
    is_oversize = models.CharField(_("oversize"), max_length=8, choices=Known)
    permit_state = models.CharField(_("permit"), max_length=12, choices=PermitState, blank=True, default="")
    permit_until = models.DateField(_("permit until"), null=True)
    has_owner = models.CharField(_("owner is known"), max_length=8, choices=Known)
    clear_width = models.FloatField(_("free width of the pavement beside it"), null=True)
    narrows = models.CharField(_("narrows the pavement"), max_length=8, choices=Known)
    is_too_near = models.CharField(_("too near to something"), max_length=8, choices=Known)
    near_to = models.CharField(_("near to"), max_length=12, choices=NearTo, blank=True, default="")
    near_metres = models.FloatField(_("distance to it"), null=True)
    near_limit = models.FloatField(_("distance that is asked for"), null=True)
    #: rules that speak of the structure and judge nobody yet, because nobody has checked their figures
    not_applied = models.TextField(_("not applied: figure not checked"), blank=True, default="")
    clauses = models.CharField(_("clauses"), max_length=600, blank=True, default="")
    street = models.CharField(_("street"), max_length=240, blank=True, default="")
    house = models.CharField(_("house number"), max_length=40, blank=True, default="")

    class Meta(AnyFeature.Meta):
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")

    def __str__(self) -> str:
        return self.title


class DistanceRule(models.Model):
    """How far structures have to keep away from something: the city's own table, each figure with its clause."""

    subject = models.CharField(_("kind of structure"), max_length=12, choices=Subject)
    goods = models.CharField(_("that sells or advertises"), max_length=12, choices=Goods, default=Goods.ANY)
    near_to = models.CharField(_("keeps away from"), max_length=12, choices=NearTo)
    metres = models.FloatField(_("metres"), validators=[MinValueValidator(0.5), MaxValueValidator(2000)])
    clause = models.CharField(_("clause"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=12, choices=Certainty, default=Certainty.PERHAPS)
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    #: a figure that nobody has checked is told in the table, and judges nobody
    applied = models.BooleanField(_("applied"), default=False)

    class Meta:
        verbose_name = _("rule of distance")
        verbose_name_plural = _("rules of distance")
        ordering = ["subject", "near_to", "goods"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=models.F("in_force_from")),
                name="distance_rule_term",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} – {self.get_near_to_display()}: {self.metres:g}"

    def told(self) -> str:
        """The rule as a phrase: from what one keeps away, how far, and where that stands."""
        goods = "" if self.goods == Goods.ANY else f" ({self.get_goods_display()})"
        return f"{self.get_near_to_display()}{goods}: {self.metres:g} {_('m')}, {self.clause}"
