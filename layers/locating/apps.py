from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LocatingConfig(AppConfig):
    name = "layers.locating"
    label = "locating"
    verbose_name = _("Locating")
