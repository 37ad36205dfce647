"""What is closed becomes public when its time has come, by the worker's hand, and caches learn of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from layers import stamps
from layers.civic.petitions.models import Petition
from layers.layer import Layer
from layers.registry import catalogue
from layers.tasks import fold_ledgers, publish_due
from tests.samples import row

pytestmark = pytest.mark.django_db
LAYERS = pytest.mark.parametrize("layer", list(catalogue), ids=str)


@LAYERS
def test_a_delayed_row_is_released_when_it_is_due(layer: Layer, client: Client) -> None:
    soon = row(layer, publication="delayed", publish_after=timezone.now() + timedelta(days=1))
    due = row(layer, publication="delayed", publish_after=timezone.now() + timedelta(days=1))
    assert client.get(f"/legend/{layer.slug}").json()["total"] == 0
    # The date comes: written past the trigger, as time passes past it.
    with layer_triggers_off(layer):
        layer.model._default_manager.filter(pk=due.pk).update(
            publish_after=timezone.now() - timedelta(minutes=1)
        )
    before = stamps.version([layer])
    assert publish_due.func() == 1
    assert stamps.version([layer]) > before
    assert client.get(f"/api/collections/{layer.slug}/items").json()["features"][0]["id"] == due.pk
    assert client.get(f"/{layer.slug}/{soon.pk}/").status_code == 404
    assert publish_due.func() == 0


def test_a_delayed_row_without_a_date_waits_as_long_as_the_policy_says() -> None:
    layer = catalogue["barriers"]
    barrier = row(layer, publication="delayed")
    barrier.refresh_from_db()
    assert barrier.publish_after - barrier.created_at == layer.policy.delay


def test_folding_changes_neither_versions_nor_counts(client: Client) -> None:
    layer = catalogue["kiosks"]
    for number in range(30):
        row(layer, name=f"Кіоск {number}")
    before = stamps.version([layer]), client.get("/legend/kiosks").json()
    assert stamps.fold(threshold=4) > 20
    assert (stamps.version([layer]), client.get("/legend/kiosks").json()) == before
    assert fold_ledgers.func() == 0


class layer_triggers_off:  # noqa: N801  reads as a statement
    def __init__(self, layer: Layer) -> None:
        self.table = layer.table

    def __enter__(self) -> None:
        self._execute("DISABLE")

    def __exit__(self, *_error: object) -> None:
        self._execute("ENABLE")

    def _execute(self, word: str) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{self.table}" {word} TRIGGER USER')


@pytest.mark.parametrize("status", ["moderation", "refused"])
def test_a_petition_is_published_when_it_was_checked(client: Client, status: str) -> None:
    petition = row(catalogue["petitions"], status=status)
    address = f"/petitions/{petition.pk}/"
    assert client.get(address).status_code == 404
    assert client.get("/legend/petitions").json()["total"] == 0
    Petition.objects.update(status="collecting")
    assert client.get(address).status_code == 200
    assert client.get("/legend/petitions").json()["total"] == 1
