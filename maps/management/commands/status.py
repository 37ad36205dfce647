"""One screen: what is running, migrated, loaded, stale or misconfigured. Exits with 1 when something is wrong."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management import BaseCommand
from django.core.management.base import no_translations
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from layers import counting, related, triggers
from layers.models import ImportRun, Stamp, Tally
from layers.query import Selection
from layers.registry import catalogue
from layers.viewer import PUBLIC
from maps.schedule import DUTIES, last_enqueued

_LEAST_FREE = 1 << 30


@dataclass(frozen=True)
class Finding:
    """A line of the screen. `wrong` says what to do."""

    name: str
    text: str
    wrong: str = ""


class Command(BaseCommand):
    help = "Say what is running, migrated, loaded, stale or misconfigured."
    requires_system_checks = ()

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(_findings())
        for finding in findings:
            mark = self.style.ERROR("✗") if finding.wrong else self.style.SUCCESS("✓")
            self.stdout.write(f"{mark} {finding.name:<14} {finding.text}")
            if finding.wrong:
                self.stdout.write(f"  {'':<14} → {finding.wrong}")
        if any(finding.wrong for finding in findings):
            sys.exit(1)


def _findings() -> Iterator[Finding]:
    yield Finding(
        "city",
        f"{settings.CITY.name} ({settings.CITY.katottg}){' · demonstration' if settings.DEMONSTRATION else ''}",
    )
    yield from _configuration()
    try:
        yield from _database()
    except Error as problem:
        yield Finding(
            "database", str(problem).strip().splitlines()[0], "start it with ./dev run or set DATABASE_URL"
        )
        return
    if _unapplied():
        yield Finding("migrations", f"{_unapplied()} not applied", "run manage.py migrate")
        return
    yield Finding("migrations", "all applied")
    for question in (_layers, _worker, _ledgers, _imports):
        yield from question()


def _configuration() -> Iterator[Finding]:
    problems = [problem for problem in run_checks() if not problem.is_silenced()]
    yield Finding("description", "system checks", problems[0].msg if problems else "")
    public = not settings.DEBUG and set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}
    weak = public and settings.SECRET_KEY.startswith("for development only")
    yield Finding(
        "secret", "the key of sessions", "set SECRET_KEY: the default is known to everybody" if weak else ""
    )
    collected = (settings.STATIC_ROOT / "maps/js/main.js").exists()
    yield Finding(
        "static files",
        "collected" if collected else "missing",
        "" if collected else "run manage.py collectstatic",
    )
    compiled = (settings.LOCALE_PATHS[0] / "uk/LC_MESSAGES/django.mo").exists()
    yield Finding(
        "translations",
        "compiled" if compiled else "missing",
        "" if compiled else "run manage.py compilemessages",
    )
    free = shutil.disk_usage(settings.BASE_DIR).free
    yield Finding(
        "disk", f"{free / (1 << 30):.1f} GiB free", "make room: below 1 GiB" if free < _LEAST_FREE else ""
    )


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), postgis_lib_version(), pg_database_size(current_database())"
        )
        server, postgis, size = cursor.fetchone()
    yield Finding(
        "database", f"PostgreSQL {server.split()[0]}, PostGIS {postgis}, {size / (1 << 20):.0f} MiB"
    )


def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _layers() -> Iterator[Finding]:
    loaded = []
    for layer in catalogue:
        count = counting.count(Selection(layer, PUBLIC, layer.columns_for(PUBLIC)))
        if count:
            loaded.append(f"{layer.slug} {count}")
    yield Finding(
        "layers",
        ", ".join(loaded) or "empty",
        "" if loaded else "load data: manage.py demo_city or import_layer",
    )
    missing = [
        layer.slug
        for layer in catalogue
        if not (triggers.is_installed(layer) and related.is_installed(layer))
    ]
    yield Finding(
        "triggers", "installed", f"run manage.py migrate: {', '.join(missing)} lack them" if missing else ""
    )


def _worker() -> Iterator[Finding]:
    now = timezone.now()
    for duty in DUTIES:
        last = last_enqueued(duty)
        late = last is None or (
            now - last > duty.every + timedelta(minutes=5) if not duty.daily else duty.is_due(last, now)
        )
        when = "never" if last is None else f"{timezone.localtime(last):%d.%m %H:%M}"
        yield Finding(
            "worker", f"{duty.task.func.__name__}: {when}", "start it: manage.py work" if late else ""
        )
    failed = DBTaskResult.objects.failed().filter(enqueued_at__gt=now - timedelta(days=1)).count()
    yield Finding(
        "jobs", f"{failed} failed since yesterday", "look at them in the back office" if failed else ""
    )


def _ledgers() -> Iterator[Finding]:
    length = Stamp.objects.count() + Tally.objects.count()
    yield Finding("ledgers", f"{length} rows")


def _imports() -> Iterator[Finding]:
    run = ImportRun.objects.exclude(status=ImportRun.Status.DRY).first()
    if run:
        yield Finding("last import", f"{run}: {run.get_status_display()}, {run.refused} refused")
