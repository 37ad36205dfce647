"""The back office of kiosks and advertising: permits stand on the structure's own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from kiosks.actions import refresh_permit_states
from kiosks.models import Advertising, AdvertisingPermit, Kiosk, SitingPassport
from layers.admin import BelongingInline, FeatureAdmin


class SitingPassportInline(BelongingInline, admin.StackedInline):
    model = SitingPassport


class AdvertisingPermitInline(BelongingInline, admin.StackedInline):
    model = AdvertisingPermit


class StructureAdmin(FeatureAdmin):
    """The permit's state is computed: it is shown, and follows from the permits below."""

    readonly_fields = (*FeatureAdmin.readonly_fields, "permit", "permit_state", "permit_until")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh_permit_states(timezone.localdate(), [form.instance.pk])


@admin.register(Kiosk)
class KioskAdmin(StructureAdmin):
    inlines = (SitingPassportInline,)


@admin.register(Advertising)
class AdvertisingAdmin(StructureAdmin):
    inlines = (AdvertisingPermitInline,)
