"""Law: an object's history tells each viewer what changed, and nobody what was not for them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.utils.translation import override

from kiosks.models import Kiosk, SitingPassport
from kiosks.tasks import refresh_states
from kiosks.vocabulary import Activity
from layers.changes import history
from layers.fields import Audience
from layers.history import acting
from layers.layer import Layer
from layers.registry import catalogue
from layers.viewer import PUBLIC, Viewer
from tests.samples import HERE, row

LAYERS = [layer for layer in catalogue if layer.keeps_history]
layers = pytest.mark.parametrize("layer", LAYERS, ids=str)
STAFF, REGISTRAR = Viewer(Audience.STAFF), Viewer(Audience.REGISTRAR)
KIOSKS = catalogue["kiosks"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with override("en"):
        yield


def kiosk(**values: Any) -> Kiosk:
    return row(KIOSKS, name="Кіоск", **values)


def write(feature: Any, via: str = "admin", actor: str = "olena", **values: Any) -> None:
    """A change a day after the one before, which sets it apart as another transaction does."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE layers_historyentry SET at = at - interval '1 day'")
    with acting(actor, via):
        type(feature).objects.filter(pk=feature.pk).update(**values)


def told(viewer: Viewer, feature: Any, layer: Layer = KIOSKS) -> list[str]:
    return [line for moment in history(layer, viewer, feature.pk) for line in moment.lines]


def test_changes_are_told_in_words_the_newest_first() -> None:
    feature = kiosk(activity="unknown", area=4)
    write(feature, activity=Activity.BREAD)
    write(feature, area=5.5, permit_until=date(2027, 5, 1))
    assert told(PUBLIC, feature) == [
        "Permit until: unknown → 1 May 2027",
        "Area: 4 m² → 5.50 m²",
        f"Activity: unknown → {Activity.BREAD.label}",
    ]


def test_what_one_transaction_did_is_one_moment() -> None:
    feature = kiosk(area=4)
    with acting(via="import:12"):
        Kiosk.objects.filter(pk=feature.pk).update(area=5)
        Kiosk.objects.filter(pk=feature.pk).update(area=6)
    (moment,) = history(KIOSKS, PUBLIC, feature.pk)
    assert (moment.lines, moment.origin) == (["Area: 4 m² → 6 m²"], "from a file (import no. 12)")


def test_who_did_it_is_for_staff() -> None:
    feature = kiosk(area=4)
    write(feature, area=5)
    assert [moment.actor for moment in history(KIOSKS, STAFF, feature.pk)] == ["olena"]
    assert [moment.actor for moment in history(KIOSKS, PUBLIC, feature.pk)] == [""]


def test_of_a_text_the_public_is_told_that_it_changed() -> None:
    feature = kiosk(owner_name="ФОП Таємний")
    write(feature, owner_name="ТОВ «Демо»")
    assert told(PUBLIC, feature) == ["Owner: changed"]
    assert told(STAFF, feature) == ["Owner: ФОП Таємний → ТОВ «Демо»"]


def test_a_closed_column_is_told_to_its_audience_only() -> None:
    feature = kiosk(owner_phone="+380001", note="один")
    write(feature, owner_phone="+380002", note="два")
    assert told(PUBLIC, feature) == []
    assert told(STAFF, feature) == ["Internal note: один → два"]
    assert "Telephone of the owner: +380001 → +380002" in told(REGISTRAR, feature)


@pytest.mark.parametrize("closed", ["hidden", "generalised", "delayed"])
def test_what_was_closed_is_not_opened_by_the_history(closed: str) -> None:
    feature = kiosk(area=1, publication=closed)
    write(feature, area=2)
    write(feature, area=3, publication="public")
    write(feature, area=4)
    assert told(PUBLIC, feature) == ["Area: 3 m² → 4 m²"]
    assert "Area: 1 m² → 2 m²" in told(STAFF, feature)
    assert any(line.startswith("Publication: ") for line in told(STAFF, feature))


@pytest.mark.parametrize("closed", ["hidden", "generalised", "delayed"])
def test_a_location_that_was_ever_closed_is_told_of_in_no_entry(closed: str) -> None:
    feature = kiosk(street="Перша")
    write(feature, street="Друга")
    assert told(PUBLIC, feature) == ["Street: changed"]
    write(feature, publication=closed)
    write(feature, publication="public")
    write(feature, street="Третя")
    assert told(PUBLIC, feature) == []
    assert "Street: Перша → Друга" in told(STAFF, feature)


def test_a_feature_that_is_generalised_now_tells_nothing_of_that_time() -> None:
    feature = kiosk(area=1, street="Перша")
    write(feature, area=2, street="Друга")
    write(feature, publication="generalised", area=3)
    write(feature, area=4, geom=Point(HERE[0] + 0.1, HERE[1], srid=4326))
    assert told(PUBLIC, feature) == ["Area: 1 m² → 2 m²"]
    assert "Location: changed" in told(STAFF, feature)


def test_what_was_gone_and_came_back_is_told_of_as_far_as_it_was_there() -> None:
    feature = kiosk(area=1)
    write(feature, gone_at="2026-01-01T00:00:00Z", area=2)
    write(feature, gone_at=None, area=3)
    write(feature, area=4)
    assert told(PUBLIC, feature) == ["Area: 3 m² → 4 m²"]


def test_an_entry_is_told_unless_it_was_closed(client: Client) -> None:
    with acting(via="import:3"):
        feature, secret = kiosk(), kiosk(publication="hidden")
    assert told(PUBLIC, feature) == ["Entered"]
    write(secret, publication="public")
    assert told(PUBLIC, secret) == []
    assert "Entered" in told(STAFF, secret)


def test_permits_belong_to_the_history_of_their_kiosk() -> None:
    feature, other = kiosk(), kiosk()
    with acting("olena", "admin"):
        passport = SitingPassport.objects.create(kiosk=feature, number="1", valid_until=date(2026, 1, 1))
        SitingPassport.objects.create(kiosk=other, number="2")
    write(passport, status="annulled", number="Б-17")
    lines = told(PUBLIC, feature)
    assert lines[:2] == [
        "Siting passport: number: changed",
        "Siting passport: status in the register: unknown → annulled",
    ]
    assert lines[2:] == ["Siting passport: entered"]


@pytest.mark.parametrize("closed", ["hidden", "generalised", "delayed"])
def test_permits_of_a_kiosk_that_was_ever_closed_are_for_staff(closed: str) -> None:
    feature = kiosk(publication=closed)
    passport = SitingPassport.objects.create(kiosk=feature, number="1")
    write(passport, status="annulled")
    write(feature, publication="public")
    assert told(PUBLIC, feature) == []
    assert any("Siting passport: status" in line for line in told(STAFF, feature))


def test_a_permit_that_ended_by_its_date_reads_so() -> None:
    feature = kiosk(permit_state="valid")
    SitingPassport.objects.create(kiosk=feature, number="1", status="valid", valid_until=date(2020, 1, 1))
    refresh_states.func()
    newest = history(KIOSKS, PUBLIC, feature.pk)[0]
    assert newest.origin == "by itself, because its day had come"
    assert any(line.startswith("Permit: ") and line.endswith("expired") for line in newest.lines)


def test_a_history_is_bounded_and_asks_one_question(django_assert_num_queries: Any) -> None:
    feature = kiosk(area=1)
    for step in range(60):
        write(feature, area=step + 2)
    with django_assert_num_queries(1):
        moments = history(KIOSKS, PUBLIC, feature.pk)
    assert len(moments) == 50
    assert moments[0].lines == ["Area: 60 m² → 61 m²"]


@layers
def test_every_layer_tells_its_history(layer: Layer, client: Client) -> None:
    feature = row(layer)
    page = f"/{layer.slug}/{feature.pk}/"
    assert "Nothing has changed since this map keeps the history." in client.get(page).content.decode()
    with acting("olena", "admin"):
        layer.model._default_manager.filter(pk=feature.pk).update(location_accuracy=5, publication="public")
    assert history(layer, PUBLIC, feature.pk) == []
    assert f'href="{page}#history"' in client.get(f"{page}?fragment=1").content.decode()


@layers
def test_no_former_value_of_a_closed_column_is_on_the_page(layer: Layer, client: Client) -> None:
    closed = [c for c in layer.columns if c.is_local and (c.audience or c.field.locating) and not c.choices]
    texts = [c for c in closed if c.kind.table == "string"]
    secret = {c.name: f"Таємне {c.name}"[: c.model_field.max_length] for c in texts}
    feature = row(layer, **secret)
    with acting("olena", "admin"):
        layer.model._default_manager.filter(pk=feature.pk).update(**dict.fromkeys(secret, "Інше"))
    page = client.get(f"/{layer.slug}/{feature.pk}/").content.decode()
    assert "Таємне" not in page
    assert "olena" not in page


def test_the_page_tells_staff_who(signed_in: Callable[[str], Client], client: Client) -> None:
    feature = kiosk(area=4)
    write(feature, area=5)
    address = f"/kiosks/{feature.pk}/"
    assert "olena" in signed_in("inspector").get(address).content.decode()
    page = client.get(address).content.decode()
    assert "olena" not in page
    assert "Area: 4 m² → 5 m²" in page
    assert "in the back office" in page
