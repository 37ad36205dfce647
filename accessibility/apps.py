from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessibilityConfig(AppConfig):
    name = "accessibility"
    verbose_name = _("Accessibility")

    def ready(self) -> None:
        # The checks register themselves.
        import_module("accessibility.checks")
        import_module("accessibility.withdrawing").connect()
        import_module("accessibility.life.looks").connect()
