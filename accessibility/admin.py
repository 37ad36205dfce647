"""The back office of accessibility: audits with their answers; the verdict follows from them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accessibility.actions import conclude
from accessibility.models import Answer, Audit, Barrier, Place
from layers.admin import BelongingInline, FeatureAdmin, PartAdmin


class AnswerInline(BelongingInline, admin.TabularInline):
    model = Answer


class AuditInline(BelongingInline, admin.TabularInline):
    model = Audit
    show_change_link = True
    readonly_fields = ("verdict",)
    fields = ("made_on", "authority_name", "verdict")


@admin.register(Audit)
class AuditAdmin(PartAdmin):
    list_display = ("place", "made_on", "verdict", "authority_name")
    list_filter = ("verdict",)
    search_fields = ("place__name", "uid")
    autocomplete_fields = ("place",)
    inlines = (AnswerInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        conclude(form.instance)


@admin.register(Place)
class PlaceAdmin(FeatureAdmin):
    readonly_fields = (*FeatureAdmin.readonly_fields, "audit", "verdict", "audited_on")
    inlines = (AuditInline,)


@admin.register(Barrier)
class BarrierAdmin(FeatureAdmin):
    pass
