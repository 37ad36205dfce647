"""The back office of petitions."""

from django.contrib import admin

from layers.admin import FeatureAdmin
from layers.civic.petitions.models import Petition


@admin.register(Petition)
class PetitionAdmin(FeatureAdmin):
    pass
