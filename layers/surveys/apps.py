"""Finds every survey at start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "layers.surveys"
    label = "surveys"
    verbose_name = _("Field work")

    def ready(self) -> None:
        autodiscover_modules("survey")
