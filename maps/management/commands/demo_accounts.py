"""A login for each role of a demonstration: made once, with passwords that exist nowhere else."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import BaseCommand, CommandError

from maps.roles import ROLES


class Command(BaseCommand):
    help = "Make a login for each role and print them (demonstration only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This is not a demonstration (DEMONSTRATION=yes): accounts are made in the back office."
            )
        path = settings.LOCAL_DIR / "logins.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        logins = {name: known.get(name) or secrets.token_urlsafe(9) for name in ROLES}
        for name, password in logins.items():
            _account(name, password)
        _keep(path, logins)
        width = max(map(len, logins))
        for name, password in logins.items():
            self.stdout.write(f"  {name:<{width}}  {password}")


def _account(name: str, password: str) -> None:
    user, _created = User.objects.get_or_create(username=name)
    user.is_staff = name != "resident"
    user.is_active = True
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get(name=name)])


def _keep(path: Path, logins: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins))
