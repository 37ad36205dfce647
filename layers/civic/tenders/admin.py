"""The back office of tenders."""

from django.contrib import admin

from layers.admin import FeatureAdmin
from layers.civic.tenders.models import Tender


@admin.register(Tender)
class TenderAdmin(FeatureAdmin):
    pass
