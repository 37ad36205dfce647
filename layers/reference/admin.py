"""The back office of the ground: streets with their former names, addresses, and the base map's features."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from layers.admin import BelongingInline, FeatureAdmin
from layers.reference.models import (
    Address,
    Boundary,
    Building,
    FormerName,
    Green,
    Railway,
    Road,
    Settlement,
    Stop,
    Street,
    Water,
)


class FormerNameInline(BelongingInline):
    model = FormerName
    fields = (("kind", "name"), ("until", "decision"))


@admin.register(Street)
class StreetAdmin(FeatureAdmin):
    inlines = (FormerNameInline,)
    autocomplete_fields = ("settlement",)
    readonly_fields = (*FeatureAdmin.readonly_fields, "former")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        street = form.instance
        street.former = ", ".join(str(name) for name in street.former_names.order_by("until", "id"))[:500]
        street.save(update_fields=["former"])


@admin.register(Address)
class AddressAdmin(FeatureAdmin):
    autocomplete_fields = ("street",)


@admin.register(Boundary, Settlement, Stop, Road, Railway, Water, Green, Building)
class GroundAdmin(FeatureAdmin):
    pass
