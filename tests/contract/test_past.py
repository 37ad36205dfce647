"""Law: a layer shows a day that is past as its history knows it, to each viewer what the history may tell."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from kiosks.models import Kiosk, SitingPassport
from kiosks.vocabulary import Activity
from layers import counting
from layers.fields import Audience
from layers.history import acting
from layers.layer import Layer
from layers.problems import BadParameter
from layers.query import Selection, select
from layers.record import Record, records
from layers.registry import catalogue
from layers.viewer import PUBLIC, Viewer
from tests.contract.test_surfaces import body
from tests.samples import HERE, row

LAYERS = [layer for layer in catalogue if layer.keeps_history]
STAFF = Viewer(Audience.STAFF)
KIOSKS, PETITIONS = catalogue["kiosks"], catalogue["petitions"]
TODAY = timezone.localdate
ELSEWHERE = HERE[0] + 0.01, HERE[1] + 0.01

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return TODAY() - timedelta(days=days)


def long_known(layer: Layer = KIOSKS, **values: Any) -> Any:
    return row(layer, created_at=timezone.now() - timedelta(days=100), **values)


def write(feature: Any, days: int, **values: Any) -> None:
    """A change so many days ago; write the oldest first."""
    with acting("olena", "admin"):
        type(feature).objects.filter(pk=feature.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE layers_historyentry SET at = now() - make_interval(days => %s)
                WHERE id = (SELECT max(id) FROM layers_historyentry)""",
            [days],
        )


def on(day: date, viewer: Viewer = PUBLIC, layer: Layer = KIOSKS, words: str = "") -> Selection:
    return select(layer, viewer, QueryDict(f"as_of={day}&{words}"))


def seen(selection: Selection) -> list[Record]:
    return records(selection, limit=10)


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_layer_with_a_history_has_a_past(layer: Layer) -> None:
    feature = long_known(layer)
    row(layer, ELSEWHERE)
    (then,) = seen(on(ago(2), layer=layer))
    assert then.id == feature.pk
    assert counting.count(on(ago(2), layer=layer)) == 1
    assert seen(on(ago(200), layer=layer)) == []


def test_former_values_are_shown_and_counted_and_filtered_by() -> None:
    feature = long_known(activity=Activity.BREAD, area=4)
    write(feature, 20, activity=Activity.PRESS)
    write(feature, 10, area=9)
    values = [seen(on(ago(days)))[0].values for days in (30, 15, 5)]
    assert [(v["activity"], v["area"]) for v in values] == [
        (Activity.BREAD, 4),
        (Activity.PRESS, 4),
        (Activity.PRESS, 9),
    ]
    assert [counting.count(on(ago(d), words="activity=bread")) for d in (30, 15)] == [1, 0]


def test_a_change_of_a_day_belongs_to_that_day() -> None:
    feature = long_known(area=4)
    write(feature, 20, area=5)
    assert [seen(on(ago(days)))[0].values["area"] for days in (21, 20)] == [4, 5]


def test_what_moved_is_where_it_was(client: Client) -> None:
    feature = long_known()
    write(feature, 10, geom=Point(*ELSEWHERE, srid=4326))
    box = f"bbox={HERE[0] - 1e-3},{HERE[1] - 1e-3},{HERE[0] + 1e-3},{HERE[1] + 1e-3}"
    assert [counting.count(on(ago(days), words=box)) for days in (11, 9)] == [1, 0]
    (then,) = seen(on(ago(11)))
    assert then.centre == pytest.approx(HERE, abs=1e-6)
    assert [len(drawn(client, HERE, ago(days))) > 0 for days in (11, 9)] == [True, False]


def drawn(client: Client, place: tuple[float, float], day: date) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT layers_px(%s) >> 14, layers_py(%s) >> 14", [*place])
        x, y = cursor.fetchone()
    return body(client.get(f"/tiles/kiosks/16/{x}/{y}.mvt?as_of={day}"))


def test_a_permit_is_as_it_was_then() -> None:
    feature = long_known(permit_state="valid")
    permit = SitingPassport.objects.create(kiosk=feature, number="7", issued_on=date(2020, 1, 1))
    Kiosk.objects.filter(pk=feature.pk).update(permit=permit)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM layers_historyentry")
    write(permit, 10, issued_on=date(2025, 5, 5))
    assert [seen(on(ago(days)))[0].values["permit_issued_on"] for days in (11, 9)] == [
        date(2020, 1, 1),
        date(2025, 5, 5),
    ]


def test_texts_are_those_of_today_for_everybody_but_staff() -> None:
    feature = long_known(owner_name="ФОП Таємний")
    write(feature, 10, owner_name="ТОВ «Демо»")
    assert seen(on(ago(11)))[0].values["owner_name"] == "ТОВ «Демо»"
    assert seen(on(ago(11), STAFF))[0].values["owner_name"] == "ФОП Таємний"


@pytest.mark.parametrize("closed", ["hidden", "generalised", "delayed"])
def test_what_was_ever_closed_has_no_past(closed: str) -> None:
    before, now = long_known(publication=closed), long_known()
    write(before, 10, publication="public")
    write(now, 10, publication=closed)
    for days in (20, 5):
        assert seen(on(ago(days))) == []
        assert len(seen(on(ago(days), STAFF))) == 2


def test_what_is_gone_or_deleted_is_not_in_the_past() -> None:
    gone, deleted = long_known(), long_known()
    write(gone, 10, gone_at=timezone.now())
    with acting("olena", "admin"):
        deleted.delete()
    assert seen(on(ago(20))) == []


def test_a_petition_is_not_shown_as_of_a_day_when_nobody_had_checked_it() -> None:
    withheld = next(iter(PETITIONS.policy.withheld["status"]))
    feature = long_known(PETITIONS, status=withheld)
    write(feature, 10, status="collecting")
    assert [len(seen(on(ago(days), layer=PETITIONS))) for days in (11, 9)] == [0, 1]


@pytest.mark.parametrize("day", ["yesterday", "2026-1-1", "2026-02-30", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(BadParameter):
        select(KIOSKS, PUBLIC, QueryDict(f"as_of={day}"))


def test_today_is_not_past() -> None:
    with pytest.raises(BadParameter):
        on(TODAY())


def test_a_layer_without_a_history_says_so(client: Client) -> None:
    layer = next(layer for layer in catalogue if not layer.keeps_history)
    answer = client.get(f"/data/{layer.slug}.geojson", {"as_of": f"{ago(3)}"})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "as_of"


@pytest.mark.parametrize(
    "address", ["/list", "/counts", "/figures", "/data/kiosks.csv", "/kiosks/", "/map.svg"]
)
def test_every_surface_takes_the_day(
    client: Client, address: str, signed_in: Callable[[str], Client]
) -> None:
    feature = long_known(area=4)
    write(feature, 10, area=5)
    for visitor in (client, signed_in("inspector")):
        assert visitor.get(address, {"as_of": f"{ago(20)}", "lang": "en"}).status_code == 200


def test_a_card_of_the_past_says_so(client: Client) -> None:
    feature = long_known(area=4)
    write(feature, 10, area=5)
    address = f"/kiosks/{feature.pk}/"
    then = body(client.get(address, {"as_of": f"{ago(20)}", "lang": "en"})).decode()
    assert "4 m²" in then
    assert "As the map knew it at the end of" in then
    assert f'href="{address}"' in then
    assert "5 m²" in body(client.get(address, {"lang": "en"})).decode()
