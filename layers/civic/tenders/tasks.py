"""What has to happen by itself: ProZorro is read a little at a time, so that other jobs have their turn."""

import logging
import time

from django.conf import settings
from django_tasks import task

from layers.civic.tenders.actions import FAILURES, sync
from layers.civic.tenders.client import Pace
from layers.civic.tenders.models import SyncRun
from layers.civic.tenders.prozorro import Busy

_log = logging.getLogger(__name__)

#: seconds of one turn
_TURN = 60
_PACE = Pace(tries=4, longest=10, obeyed=30, silence=20, whole=60)


@task()
def read_prozorro() -> str:
    """Read on; where the turn is over before the feed is, another one is taken."""
    try:
        run = sync(settings.PROZORRO_URL, until=time.monotonic() + _TURN, pace=_PACE)
    except Busy:
        return "busy"
    except FAILURES as flaw:
        _log.warning("ProZorro was not read to its end: %s", flaw)
        return str(SyncRun.State.FAILED)
    if run.state == SyncRun.State.PAUSED:
        read_prozorro.enqueue()
    return str(run.state)
