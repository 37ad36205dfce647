"""What is running, migrated, loaded, stale or misconfigured, as far as it can be known from here."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from layers import counting, related, triggers
from layers.alerts.models import Letter
from layers.models import Event, ImportRun, Stamp, Tally
from layers.query import Selection
from layers.registry import catalogue
from layers.viewer import PUBLIC
from maps import environment
from maps.schedule import DUTIES, last_enqueued

_LEAST_FREE = 1 << 30
#: seconds until a server that takes a connection and says nothing is taken for one that does not answer
_PATIENCE = 5
_MOST_REFUSED = 5
#: where a server that listens everywhere is asked
_NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing is bound here


@dataclass(frozen=True)
class Finding:
    """A line of the screen. `wrong` and `warning` say what to do."""

    name: str
    text: str
    wrong: str = ""
    warning: str = ""
    is_known: bool = True

    @property
    def advice(self) -> str:
        return self.wrong or self.warning


def findings() -> Iterator[Finding]:
    yield Finding(
        "city",
        f"{settings.CITY.name} ({settings.CITY.katottg}){' · demonstration' if settings.DEMONSTRATION else ''}",
    )
    yield from _configuration()
    yield from _server()
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
    for question in (_layers, _worker, _ledgers, _letters, _imports):
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


def _server() -> Iterator[Finding]:
    """Whether the map answers. `./dev run` leaves one trace of it: a lock named by the port, held as long as it runs.

    Where it listens is not recorded: at HOST, if that is set here as well, else on this machine only.
    """
    held = [lock for lock in sorted(settings.LOCAL_DIR.glob("port-*.lock")) if _is_held(lock)]
    if not held:
        yield Finding(
            "server",
            "none was started here by ./dev run; whether one runs that was started otherwise is not known",
            is_known=False,
        )
    host = environment.text("HOST", "127.0.0.1")
    host = _NEAR.get(host, host)
    for lock in held:
        port = int(lock.stem.removeprefix("port-"))
        shown = f"[{host}]" if ":" in host else host
        if not _answers(host, port, "/healthz"):
            log = f".local/log/server-{port}.log"
            advice = f"read {log}; where ./dev run was given a HOST, say the same HOST here"
            yield Finding("server", f"holds port {port} and does not answer at {shown}:{port}", advice)
        elif not _answers(host, port, "/readyz"):
            yield Finding("server", f"answers at http://{shown}:{port}/ without its database", "see below")
        else:
            yield Finding("server", f"answers at http://{shown}:{port}/")


def _is_held(lock: Path) -> bool:
    with suppress(OSError), lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _answers(host: str, port: int, path: str) -> bool:
    server = HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        server.request("GET", path, headers={"Host": "localhost"})
        return server.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        server.close()


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_setting('server_version'), pg_database_size(current_database()),
                      (SELECT extversion FROM pg_extension WHERE extname = 'postgis')"""
        )
        server, size, postgis = cursor.fetchone()
    extension = f"PostGIS {postgis}" if postgis else "without PostGIS yet"
    yield Finding("database", f"PostgreSQL {server.split()[0]}, {extension}, {size / (1 << 20):.0f} MiB")


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


def _letters() -> Iterator[Finding]:
    hour = timezone.now() - timedelta(hours=1)
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    late = waiting.filter(due_at__lt=hour).exists() or Event.objects.filter(awaits=True, at__lt=hour).exists()
    unsure = Letter.objects.filter(
        state=Letter.State.UNSURE, settled_at__gt=timezone.now() - timedelta(days=1)
    )
    yield Finding(
        "alerts",
        f"{waiting.count()} letters wait, {unsure.count()} of a day may not have arrived",
        warning="see that the worker runs and the mail server (EMAIL_HOST) takes letters" if late else "",
    )


def _imports() -> Iterator[Finding]:
    """The last import, and those before that changed nothing and that no later one of the same data made good."""
    runs = ImportRun.objects.exclude(status=ImportRun.Status.DRY)
    last = runs.first()
    if last is None:
        return
    text = f"{last}: {last.get_status_display()}, {last.refused} refused"
    yield Finding("last import", text, warning=_advice(last))
    same = Q(layer=OuterRef("layer")) | Q(source=OuterRef("source")) & ~Q(source="")
    better = runs.filter(same, status=ImportRun.Status.DONE, started_at__gt=OuterRef("started_at"))
    useless = runs.filter(~Exists(better), status__in=_CHANGED_NOTHING).exclude(pk=last.pk)
    for run in useless[:_MOST_REFUSED]:
        when = f"{timezone.localtime(run.started_at):%d.%m %H:%M}"
        yield Finding("import", f"{run}: {run.get_status_display()}, {when}", warning=_advice(run))


#: an import that was broken off wrote nothing: it is one transaction
_CHANGED_NOTHING = (ImportRun.Status.REFUSED, ImportRun.Status.RUNNING)


def _advice(run: ImportRun) -> str:
    if run.status not in _CHANGED_NOTHING:
        return ""
    reason = f"{run.reason}; " if run.reason else ""
    return f"{reason}nothing was changed, and the map shows older data: mend the file and import it again"
