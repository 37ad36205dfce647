"""A kiosk that narrows a pavement is a barrier: the one place that knows both domains says so."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accessibility.passages import Passage, keep
from kiosks import passages
from kiosks.rules import CLEAR_WIDTH


def listen() -> None:
    """Called at start."""
    passages.measured.connect(_measured, dispatch_uid="barriers of kiosks")


def _measured(**_words: Any) -> None:
    keep(_narrow(), timezone.localdate())


def _narrow() -> Iterator[Passage]:
    for kiosk in passages.narrowing().order_by("pk").iterator():
        # What is measured has a place, and it is known how exact that is.
        assert kiosk.geom is not None
        assert kiosk.location_accuracy is not None
        yield Passage(
            path=f"/kiosks/{kiosk.pk}/",
            name=str(kiosk),
            width=float(kiosk.clear_width or 0),
            norm=CLEAR_WIDTH.value,
            clause=CLEAR_WIDTH.clause,
            geom=kiosk.geom,
            address=kiosk.address,
            location_source=kiosk.location_source,
            location_accuracy=kiosk.location_accuracy,
            publication=kiosk.publication,
            publication_reason=kiosk.publication_reason,
            publish_after=kiosk.publish_after,
        )
