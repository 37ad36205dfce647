from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KiosksConfig(AppConfig):
    name = "kiosks"
    verbose_name = _("Kiosks and advertising")

    def ready(self) -> None:
        from kiosks import sightings
        from kiosks.actions import PERMITS
        from layers.surveys import papers

        sightings.listen()
        for permit, _owner in PERMITS.values():
            papers.follow(permit, "file")
