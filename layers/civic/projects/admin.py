"""The back office of projects."""

from django.contrib import admin

from layers.admin import FeatureAdmin
from layers.civic.projects.models import Project


@admin.register(Project)
class ProjectAdmin(FeatureAdmin):
    pass
