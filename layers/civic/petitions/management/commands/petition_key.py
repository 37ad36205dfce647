"""Make or revoke a key of the city's own petition site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from layers.civic.petitions import keys
from layers.civic.petitions.models import SiteKey


class Command(BaseCommand):
    """`manage.py petition_key NAME` prints a new key; with `--revoke` all keys of that name are revoked."""

    help = "Make a key for the city's own petition site and print it once, or revoke the keys of a name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="whose key it is")
        parser.add_argument("--revoke", action="store_true", help="revoke all keys of this name instead")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        if not name or len(name) > 120:
            raise CommandError("the name has to have 1 to 120 characters")
        if not options["revoke"]:
            _key, secret = keys.make(name)
            print(secret)
            return
        valid = SiteKey.objects.filter(name=name, revoked_at=None)
        if not valid:
            raise CommandError(f"there is no valid key called {name}")
        for key in valid:
            key.revoke()
        print(f"Revoked: {name}.")
