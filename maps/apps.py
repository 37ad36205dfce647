from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MapsConfig(AppConfig):
    name = "maps"
    verbose_name = _("Map")

    def ready(self) -> None:
        from django.contrib.admin.apps import AdminConfig

        from maps import (
            identity,  # noqa: F401  (its checks are registered)
            passages,
        )

        passages.listen()

        # Sent once, for the last of the apps, when all rights are there.
        post_migrate.connect(_grant_roles)
        office = apps.get_app_config("admin")
        assert isinstance(office, AdminConfig)
        office.default_site = "maps.office.Office"


def _grant_roles(sender: AppConfig, **kwargs: Any) -> None:
    from maps import roles

    # The signal is sent for every app that has models.
    if sender is [app for app in apps.get_app_configs() if app.models_module][-1]:
        roles.grant()
