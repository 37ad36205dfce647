"""Hold all walks against the register of streets anew, when streets were imported or mended after the walks."""

from typing import Any

from django.core.management.base import BaseCommand

from maps.walks.actions import match_all


class Command(BaseCommand):
    help = "Match all walked lines with the register of streets anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Walked parts of streets: {match_all()}")
