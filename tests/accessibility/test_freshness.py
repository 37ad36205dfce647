"""How old an audit is: told on cards and lines, drawn faded, listed as due."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import mapbox_vector_tile
import pytest
from django.test import Client
from django.utils import timezone

from accessibility import norms, rules
from accessibility.actions import age_audits, conclude
from accessibility.models import Audit, Place
from layers.registry import catalogue
from tests.contract.test_surfaces import tile_of
from tests.samples import HERE, row


@pytest.mark.parametrize(
    ("day", "today", "months"),
    [
        (date(2025, 9, 28), date(2026, 11, 28), 14),
        (date(2025, 9, 29), date(2026, 11, 28), 13),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
        (date(2026, 11, 28), date(2026, 11, 28), 0),
        (date(2027, 1, 1), date(2026, 11, 28), 0),
    ],
)
def test_months_are_whole(day: date, today: date, months: int) -> None:
    assert rules.months_since(day, today) == months


def test_an_audit_is_old_after_the_months_of_the_assessment() -> None:
    months = norms.assessment().stale_after
    assert months == 12
    today = date(2026, 11, 28)
    assert rules.freshness(None, today, months) == "never"
    assert rules.freshness(date(2025, 11, 29), today, months) == "fresh"
    assert rules.freshness(date(2025, 11, 28), today, months) == "stale"


def audited(days_ago: int, **words: Any) -> Any:
    place = row(catalogue["places"], **({"name": "Крамниця", "kind": "shop"} | words))
    audit = Audit.objects.create(place=place, made_on=timezone.localdate() - timedelta(days_ago))
    conclude(audit)
    place.refresh_from_db()
    return place


@pytest.mark.django_db
def test_a_place_knows_how_old_its_audit_is_and_time_makes_it_older() -> None:
    place = audited(30)
    assert (place.freshness, row(catalogue["places"]).freshness) == ("fresh", "never")
    Place.objects.filter(pk=place.pk).update(audited_on=timezone.localdate() - timedelta(400))
    assert age_audits() == 1
    place.refresh_from_db()
    assert place.freshness == "stale"
    assert age_audits() == 0


@pytest.mark.django_db
def test_card_and_line_say_when_it_was_checked_and_by_how_many(client: Client) -> None:
    place = audited(440)
    Place.objects.filter(pk=place.pk).update(confirmations=2, is_disputed=True)
    client.cookies["django_language"] = "en"
    said = "checked 14 months ago, confirmed by 2 others, disputed by a second auditor"
    assert said in client.get(f"/places/{place.pk}/").content.decode()
    assert said in client.get("/places/").content.decode()
    client.cookies["django_language"] = "uk"
    said = "перевірено 14 місяців тому, підтвердили ще 2 особи, другий аудитор не згоден"
    assert said in client.get(f"/places/{place.pk}/").content.decode()


@pytest.mark.django_db
def test_tiles_carry_what_is_faded_and_the_legend_tells_it(client: Client) -> None:
    layer = catalogue["places"]
    old, new = audited(440), audited(30)
    content = client.get(tile_of(layer)).content
    drawn = mapbox_vector_tile.decode(content)["places"]["features"]
    assert {one["id"]: one["properties"].get("faded") for one in drawn} == {old.pk: True, new.pk: None}
    client.cookies["django_language"] = "en"
    assert "Faded: audited more than a year ago" in client.get("/").content.decode()


@pytest.mark.django_db
def test_what_is_old_is_faded_in_lists_and_on_cards_and_comes_behind_what_is_fresh(client: Client) -> None:
    for name, days, verdict in (
        ("Давно добра", 1500, "accessible"),
        ("Щойно добра", 30, "accessible"),
        ("Щойно важка", 30, "partly"),
        ("Давно важка", 1500, "partly"),
        ("Щойно погана", 30, "barrier"),
    ):
        place = audited(days, name=name)
        Place.objects.filter(pk=place.pk).update(for_wheelchair=verdict)
    words = {"layers": "places", "profile": "wheelchair", "lang": "uk"}
    page = client.get("/list", words | {"near": f"{HERE[0]},{HERE[1]}"}).content.decode()
    order = re.findall(r'class="result-title">(?:<span[^>]*>)?([^<]*)<', page)
    assert order == ["Щойно добра", "Щойно важка", "Давно добра", "Давно важка", "Щойно погана"]
    lines = {name: page.partition(name)[0].rpartition("<li")[2] for name in order}
    assert [name for name, line in lines.items() if "is-faded" in line] == ["Давно добра", "Давно важка"]
    told = page.partition("Давно добра")[2].partition("</li>")[0]
    assert "перевірено 49 місяців тому" in told
    assert "tone-text-good" not in told
    number = Place.objects.get(name="Давно добра").pk
    card = client.get(f"/places/{number}/?profile=wheelchair&lang=uk").content.decode()
    status = card.partition('<p class="card-status')[2].partition("</p>")[0]
    assert "is-faded" in status
    assert "tone-text-good" not in status


@pytest.mark.django_db
def test_the_office_lists_what_is_due_first(signed_in: Callable[[str], Client]) -> None:
    audited(20, name="Щойно")
    audited(800, name="Давно")
    row(catalogue["places"], name="Ніколи", kind="shop")
    page = signed_in("auditor").get("/admin/accessibility/place/").content.decode()
    assert page.index("Ніколи") < page.index("Давно") < page.index("Щойно")
    stale = signed_in("registrar").get("/admin/accessibility/place/?freshness__exact=stale").content.decode()
    assert "Давно" in stale
    assert "Щойно" not in stale
