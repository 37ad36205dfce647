from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalksConfig(AppConfig):
    name = "maps.walks"
    label = "walks"
    verbose_name = _("Walked streets")

    def ready(self) -> None:
        from maps.walks import actions

        actions.listen()
