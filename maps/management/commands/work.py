"""The background worker: runs the jobs that wait in the database, and enqueues what is due by itself."""

import threading
import time
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from maps.schedule import enqueue_due

#: seconds between two looks at what is due
_PAUSE = 15
_KEEP_RESULTS = timedelta(days=7)


class Command(BaseCommand):
    help = "Run background jobs until stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            look()
        else:
            threading.Thread(target=self._look_again_and_again, daemon=True).start()
        call_command("db_worker", batch=once, interval=1, startup_delay=False, verbosity=0)

    def _look_again_and_again(self) -> None:
        while True:
            try:
                look()
            except Error as problem:
                # The database was away: the jobs are still there when it comes back.
                self.stderr.write(f"The database does not answer, trying again: {problem}")
                connection.close()
            close_old_connections()
            time.sleep(_PAUSE)


def look() -> None:
    """Enqueue what is due, and forget results that nobody will ask for any more."""
    enqueue_due(timezone.now())
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - _KEEP_RESULTS).delete()
