from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    name = "kiosks.plan"
    label = "plan"
    verbose_name = _("Placement scheme")

    def ready(self) -> None:
        from kiosks.plan import following

        following.listen()
