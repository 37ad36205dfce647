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
        path = settings.LOCAL_DIR / "accounts.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        logins = {name: _account(name, *known.get(name, ())) for name in ROLES}
        _keep(path, logins)
        width = max(map(len, logins))
        for name, (password, _encoded) in logins.items():
            self.stdout.write(f"  {name:<{width}}  {password}")


def _account(name: str, password: str = "", encoded: str = "") -> tuple[str, str]:
    """Make or mend an account. Returns its password, and that as the database keeps it.

    To ask whether a password is right takes as long as to set it: what is kept as it was set is right.
    """
    user, _created = User.objects.get_or_create(username=name)
    user.is_staff = name != "resident"
    user.is_active = True
    if not password or user.password != encoded:
        password = password or secrets.token_urlsafe(9)
        user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get(name=name)])
    return password, user.password


def _keep(path: Path, logins: dict[str, tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins))
