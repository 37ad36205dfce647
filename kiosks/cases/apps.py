from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "kiosks.cases"
    label = "cases"
    verbose_name = _("Cases about structures")

    def ready(self) -> None:
        from kiosks.cases import field

        field.listen()
