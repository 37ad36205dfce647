"""One screen: what is running, migrated, loaded, stale or misconfigured.

Exits with 1 when something is wrong (✗): the map cannot do what it is for until somebody mends it. A warning (!) leaves
the exit at 0: the map works, and its data are not what somebody meant them to be, such as after an import that was
refused; monitoring that is red for a clerk's broken file would soon be looked at by nobody. What cannot be known from
here is said to be unknown (·).
"""

import sys
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import no_translations

from maps.status import Finding, findings


class Command(BaseCommand):
    help = "Say what is running, migrated, loaded, stale or misconfigured."
    requires_system_checks = ()

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        found = list(findings())
        for finding in found:
            self.stdout.write(f"{self._mark(finding)} {finding.name:<14} {finding.text}")
            if finding.advice:
                self.stdout.write(f"  {'':<14} → {finding.advice}")
        if any(finding.wrong for finding in found):
            sys.exit(1)

    def _mark(self, finding: Finding) -> str:
        if finding.wrong:
            return self.style.ERROR("✗")
        if finding.warning:
            return self.style.WARNING("!")
        return self.style.SUCCESS("✓") if finding.is_known else "·"
