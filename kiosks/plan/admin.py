"""The back office of the placement scheme: its spots, and the city's rules of distance."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kiosks.plan.models import DistanceRule, Spot
from layers.admin import FeatureAdmin


@admin.register(Spot)
class SpotAdmin(FeatureAdmin):
    help_texts: ClassVar[dict[str, Any]] = {
        "area": _("Without it nobody can say whether a structure is too large for its spot."),
    }


@admin.register(DistanceRule)
class DistanceRuleAdmin(admin.ModelAdmin[DistanceRule]):
    list_display = (
        "subject",
        "goods",
        "near_to",
        "metres",
        "clause",
        "certainty",
        "in_force_from",
        "applied",
    )
    list_filter = ("subject", "near_to", "applied")
