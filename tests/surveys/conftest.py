"""An inspector with a device, and what the device sends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from tests.samples import HERE


class Device:
    """Sends messages as the field app does."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def message(self, **words: Any) -> dict[str, Any]:
        """A new kiosk, unless `words` say otherwise; None takes a word out."""
        said = {
            "survey": "kiosk",
            "version": 1,
            "deed": "add",
            "answers": {"form": "kiosk", "activity": "bread"},
            "position": {"longitude": HERE[0], "latitude": HERE[1], "accuracy": 4.5, "placing": "gps"},
            "made": timezone.now().isoformat(),
        } | words
        return {name: value for name, value in said.items() if value is not None}

    def inspection(
        self, feature: Any, answers: dict[str, Any], base: dict[str, Any], **words: Any
    ) -> dict[str, Any]:
        return self.message(
            **{"deed": "inspect", "feature": feature.pk, "answers": answers, "base": base, "position": None}
            | words
        )

    def send(self, message: dict[str, Any], number: UUID | None = None, **headers: str) -> Any:
        return self.client.put(
            f"/field/observations/{number or uuid4()}",
            orjson.dumps(message),
            content_type="application/json",
            headers={"Accept": "application/json"} | headers,
        )


@pytest.fixture
def device(signed_in: Callable[[str], Client]) -> Device:
    return Device(signed_in("inspector"))
