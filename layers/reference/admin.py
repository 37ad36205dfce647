"""The back office of the ground: streets with their former names, addresses, and the base map's features."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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


@admin.register(Boundary, Settlement, Stop)
class ReferenceAdmin(FeatureAdmin):
    pass


@admin.register(Road, Railway, Water, Green, Building)
class GroundAdmin(FeatureAdmin):
    """Most of the base map has no name; its kind is the word of OpenStreetMap, the same in every language."""

    help_texts: ClassVar[dict[str, Any]] = {
        "kind": _("The word of OpenStreetMap, as it is: residential, footway, wood."),
    }

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["named", "kind", *super().get_list_display(request)[1:]]

    @admin.display(description=_("name"), ordering="name")
    def named(self, feature: Any) -> str:
        return feature.name or str(_("no name"))
