from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class KiosksConfig(AppConfig):
    name = "kiosks"
    verbose_name = _("Kiosks and advertising")

    def ready(self) -> None:
        from kiosks import sightings
        from kiosks.actions import PERMITS

        sightings.listen()
        for permit, _owner in PERMITS.values():
            post_delete.connect(_deleted, sender=permit, dispatch_uid=f"file of {permit.__name__}")


def _deleted(instance: Any, **_words: Any) -> None:
    """The file of a permit goes with it, also where its structure is deleted."""
    from kiosks.papers import erase

    if instance.file:
        erase(instance.file.name)
