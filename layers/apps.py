"""Finds every layer at start, and keeps the database's side of them in step after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = _("Layers")

    def ready(self) -> None:
        from layers import checks  # noqa: F401  registers the system checks

        autodiscover_modules("layer")
        post_migrate.connect(install_layers, sender=self)


def install_layers(**_signal: Any) -> None:
    """Install triggers and indexes of every layer whose table is there (migrations may be halfway)."""
    from layers import related, triggers
    from layers.registry import catalogue

    tables = set(connection.introspection.table_names())
    if "layers_stamp" not in tables:
        return
    triggers.install_functions()
    for layer in catalogue:
        if layer.table in tables:
            triggers.install(layer)
            related.install(layer)
