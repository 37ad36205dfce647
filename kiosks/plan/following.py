"""Whatever is written of structures, permits or the scheme is compared anew, soon, and once for many writes."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django_tasks_db.models import DBTaskResult

from kiosks.models import Advertising, AdvertisingPermit, Kiosk, SitingPassport
from kiosks.plan.models import DistanceRule, Spot

_FOLLOWED = (Kiosk, Advertising, SitingPassport, AdvertisingPermit, Spot, DistanceRule)


def listen() -> None:
    """Called at start."""
    for model in _FOLLOWED:
        for signal in (post_save, post_delete):
            signal.connect(_written, sender=model, dispatch_uid=f"plan {model.__name__} {id(signal)}")


def _written(**_words: Any) -> None:
    compare_soon()


def compare_soon() -> None:
    """Ask the worker for a new comparison in the transaction of the write, unless it is asked already."""
    from kiosks.plan.tasks import compare_again

    waiting = DBTaskResult.objects.ready().filter(task_path=compare_again.module_path)
    if not waiting.exists():
        compare_again.enqueue()
