"""Links that are found, decided and told; and the story of a place, as each viewer may know it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.db.models.expressions import RawSQL
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from layers.civic.petitions.models import Petition
from layers.civic.projects.models import Project
from layers.civic.tenders.models import Tender
from layers.models import HistoryEntry
from layers.registry import catalogue
from layers.threads.actions import decide, find_links, linked
from layers.threads.models import Link
from layers.threads.tasks import follow_threads
from layers.threads.telling import because
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
X, Y = HERE
UA = "UA-2025-09-01-001234-a"


def petition(**words: Any) -> Petition:
    told = {"title": "Відремонтувати тротуар і бордюри", "number": "2025/0012", "status": "supported"}
    return Petition.objects.create(**told | {"geom": Point(X, Y), "started_on": date(2025, 3, 1)} | words)


def project(**words: Any) -> Project:
    told = {"title": "Новий тротуар", "number": "15", "stage": "running", "tender_ids": UA}
    return Project.objects.create(**told | {"geom": Point(X, Y), "decided_on": date(2025, 6, 1)} | words)


def tender(**words: Any) -> Tender:
    line = LineString((X, Y + 0.0001), (X + 0.001, Y + 0.0001))
    told = {
        "title": "Ремонт тротуару з бордюрами",
        "tender_id": UA,
        "geom": line,
        "amount": 100_000,
        "currency": "UAH",
    }
    return Tender.objects.create(**told | {"announced_on": date(2025, 9, 1)} | words)


def states() -> dict[tuple[str, str], str]:
    return {(one.earlier_layer, one.later_layer): one.state for one in Link.objects.all()}


def test_links_are_read_from_documents_and_suggested_with_their_reasons() -> None:
    petition(), project(), tender()
    find_links()
    assert states()["projects", "tenders"] == "cited"
    assert states()["petitions", "tenders"] == "suggested"
    told = Link.objects.get(earlier_layer="petitions", later_layer="tenders")
    assert dict(told.reasons) == {"words": "бордюри, тротуар", "distance": "11", "time": "184"}


def street(**words: Any) -> Any:
    course = MultiLineString(LineString((X - 0.01, Y), (X + 0.01, Y)))
    return row(catalogue["streets"], geom=course, **{"name": "Торська", "kind": "вулиця"} | words)


def test_a_purchase_is_suggested_for_the_barrier_that_it_mends() -> None:
    street(), tender(), tender(tender_id="UA-2025-09-01-001235-a", title="Охорона")
    told = {"kind": "kerb", "description": "Висота 12 см", "reported_on": date(2020, 2, 3)}
    row(catalogue["barriers"], (X, Y), status="removed", removed_on=date(2025, 11, 1), **told)
    row(catalogue["barriers"], (X, Y), status="removed", removed_on=date(2025, 1, 1), **told)
    find_links()
    link = Link.objects.get()
    assert (link.earlier_layer, link.later_layer) == ("tenders", "barriers")
    assert dict(link.reasons) == {
        "words": "бордюр, тротуар",
        "distance": "11",
        "street": "вулиця Торська",
        "time": "61",
    }


def test_nothing_is_suggested_twice_and_what_was_decided_stays() -> None:
    petition(), tender()
    follow_threads.call()
    decide(Link.objects.get(), Link.State.DECLINED, "editor")
    assert find_links() == {"cited": 0, "suggested": 0}
    assert states() == {("petitions", "tenders"): "declined"}
    Tender.objects.update(description="За петицією № 2025/0012")
    find_links()
    assert states() == {("petitions", "tenders"): "declined"}, "an editor knows better than a paper's number"


def test_what_rests_on_nothing_any_more_goes() -> None:
    petition(), tender()
    find_links()
    Tender.objects.update(title="Охорона")
    find_links()
    assert not Link.objects.exists()


def test_a_number_is_one_of_its_own_layer() -> None:
    petition(number="12"), project(number="12", geom=Point(X + 0.05, Y), tender_ids="")
    tender(title="Освітлення двору за петицією № 12", geom=Point(X + 0.1, Y))
    tender(title="Котельня, робочий проєкт № 12", tender_id="UA-2025-09-01-001235-a", geom=Point(X + 0.1, Y))
    find_links()
    assert states() == {("petitions", "tenders"): "cited"}


def test_a_number_that_several_have_is_for_an_editor(client: Client) -> None:
    petition(number="12"), petition(number="12", title="Інше", geom=Point(X + 0.05, Y))
    bought = tender(title="Охорона за петицією № 12", geom=Point(X + 0.1, Y))
    assert find_links() == {"cited": 0, "suggested": 2}
    assert [link.reasons for link in Link.objects.all()] == [[["cited", "12"]]] * 2
    assert [tie.key for tie in linked(catalogue["tenders"], bought.pk)] == []


def test_what_a_link_rests_on_is_what_is_known_now() -> None:
    petition(), tender()
    find_links()
    before = dict(Link.objects.get().reasons)
    Petition.objects.update(geom=Point(X, Y + 0.0003))
    find_links()
    assert dict(Link.objects.get().reasons) != before
    Tender.objects.update(description="За петицією № 2025/0012")
    find_links()
    assert (Link.objects.get().state, Link.objects.get().reasons) == ("cited", [["cited", "2025/0012"]])


def test_a_number_is_found_without_its_zeros() -> None:
    petition(number="2025/0012")
    tender(title="Охорона за петицією № 2025/12", geom=Point(X + 0.1, Y))
    find_links()
    assert [link.reasons for link in Link.objects.all()] == [[["cited", "2025/0012"]]]


def test_two_whole_streets_are_no_spot() -> None:
    line = LineString((X, Y), (X + 0.01, Y))
    petition(geom=line, location_source="street"), tender(geom=line, location_source="street")
    find_links()
    assert not Link.objects.exists()
    Tender.objects.update(location_source="segment")
    find_links()
    assert "distance" in dict(Link.objects.get().reasons)


def test_what_a_place_is_called_links_nothing() -> None:
    row(catalogue["places"], (X, Y), name="Сквер «Тротуар і бордюр»")
    petition(), tender()
    find_links()
    assert not Link.objects.exists()


def test_what_is_hidden_is_in_no_link(client: Client) -> None:
    made = petition(), tender(publication="closed", publication_reason="ст. 6")
    find_links()
    assert not Link.objects.exists()
    page = client.get(f"/petitions/{made[0].pk}/thread/").content.decode()
    assert "Ремонт тротуару" not in page


def test_an_editor_decides_in_the_list(signed_in: Callable[[str], Client]) -> None:
    wish, bought = petition(), tender()
    find_links()
    office = signed_in("moderator")
    page = office.get("/admin/threads/link/").content.decode()
    assert "words in common: бордюри, тротуар" in page
    assert "11 m apart" in page
    chosen = {"action": "confirm", "_selected_action": [Link.objects.get().pk]}
    assert office.post("/admin/threads/link/", chosen).status_code == 302
    assert (Link.objects.get().state, Link.objects.get().decided_by) == ("confirmed", "moderator")
    assert [tie.key for tie in linked(catalogue["tenders"], bought.pk)] == [("petitions", wish.pk)]
    assert signed_in("auditor").get("/admin/threads/link/").status_code in (302, 403)


def test_the_story_of_an_object_has_what_is_near_and_what_belongs_to_it_elsewhere(client: Client) -> None:
    wish = petition(answered_on=date(2025, 5, 2))
    far = tender(geom=Point(X + 0.05, Y), description="За петицією № 2025/0012")
    row(catalogue["barriers"], (X + 0.0001, Y), kind="kerb", status="confirmed", reported_on=date(2024, 2, 3))
    row(catalogue["barriers"], (X + 0.01, Y), kind="steps", status="confirmed", reported_on=date(2023, 2, 3))
    find_links()
    page = client.get(f"/petitions/{wish.pk}/thread/").content.decode()
    days = re.findall(r'datetime="(\d{4}-\d\d-\d\d)"', page)
    assert days == sorted(days)
    assert {"2024-02-03", "2025-03-01", "2025-05-02", "2025-09-01"} <= set(days)
    assert "2023-02-03" not in days
    assert "a document names it: " in page
    back = client.get(f"/tenders/{far.pk}/thread/").content.decode()
    assert "Відремонтувати тротуар і бордюри" in back


def test_the_story_of_a_street_and_of_a_point(client: Client) -> None:
    petition()
    street = row(
        catalogue["streets"],
        geom=MultiLineString(LineString((X - 0.01, Y), (X + 0.01, Y))),
        name="Торська",
        kind="вулиця",
    )
    for address in (f"/streets/{street.pk}/thread/", f"/thread?near={X},{Y}", f"/thread?near={X},{Y},50"):
        page = client.get(address).content.decode()
        assert "Відремонтувати тротуар і бордюри" in page, address
    assert "No event is known" in client.get("/thread?near=37.7,48.9").content.decode()


def test_what_is_known_by_its_settlement_only_is_in_no_story(client: Client) -> None:
    petition(location_source="settlement")
    assert "Відремонтувати" not in client.get(f"/thread?near={X},{Y}").content.decode()


@pytest.mark.parametrize("near", ["", "?near=x", "?near=37", "?near=37,48,-1", "?near=999,1"])
def test_no_place_is_said_in_words(client: Client, near: str) -> None:
    assert client.get(f"/thread{near}").status_code == 400


def test_a_story_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for _number in range(30):
        petition()
    with django_assert_max_num_queries(60):
        client.get(f"/thread?near={X},{Y}")


def test_the_story_of_a_place_tells_the_money_and_the_way_from_the_wish_to_the_contract(
    client: Client,
) -> None:
    petition(), tender(description="За петицією № 2025/0012", phase="complete", supplier_name="ТОВ «Шлях»")
    project(geom=Point(X + 0.05, Y), budget_planned=120_000)
    find_links()
    page = client.get(f"/thread?near={X},{Y}").content.decode().replace("\xa0", " ")
    chain = page.split('<ol class="chain">')[1].split("</ol>")[0]
    assert chain.index("Відремонтувати тротуар") < chain.index("Новий тротуар") < chain.index("з бордюрами")
    assert "ТОВ «Шлях»" in chain
    assert "120,000 ₴" in chain
    moments = page.split('<ol class="thread">', 1)[1]
    assert "100,000 ₴" in moments
    assert moments.count("ТОВ «Шлях»") == 1, "once for each object"


def test_what_is_ahead_is_folded(client: Client) -> None:
    petition(collect_until=timezone.localdate() + timedelta(days=9))
    page = client.get(f"/thread?near={X},{Y}").content.decode()
    assert '<details class="thread-year"><summary><h2 id="ahead">' in page


def test_nothing_leads_to_a_place_that_its_source_hides(client: Client) -> None:
    plan, bought = project(), tender()
    find_links()
    Tender.objects.update(masked=True, geom=None, title="Приховано")
    for page in (f"/projects/{plan.pk}/thread/", f"/tenders/{bought.pk}/thread/", f"/thread?near={X},{Y}"):
        assert '<ol class="chain">' not in client.get(page).content.decode(), "at once"
    find_links()
    assert not Link.objects.exists()


def test_the_states_that_something_came_to_are_steps_of_the_story(client: Client) -> None:
    day = timezone.now() - timedelta(days=30)
    found = row(
        catalogue["barriers"],
        (X, Y),
        kind="kerb",
        status="reported",
        reported_on=date(2024, 2, 3),
        created_at=day,
    )
    for status in ("confirmed", "planned"):
        found.status = status
        found.save(update_fields=["status"])
    told = client.get(f"/thread?near={X},{Y}").content.decode()
    assert told.count("Removal is planned") == 2, "as a step, and as what it is now"
    assert "Confirmed" not in told, "of a day the last"
    HistoryEntry.objects.update(before=RawSQL('before || \'{"publication": "closed"}\'', []))
    assert client.get(f"/thread?near={X},{Y}").content.decode().count("Removal is planned") == 1


def test_what_changed_on_the_day_that_it_was_entered_is_no_step(client: Client) -> None:
    found = row(catalogue["barriers"], (X, Y), kind="kerb", status="reported", reported_on=date(2024, 2, 3))
    found.status = "planned"
    found.save(update_fields=["status"])
    assert client.get(f"/thread?near={X},{Y}").content.decode().count("Removal is planned") == 1


def test_siblings_are_no_chain_and_are_told_through_what(client: Client) -> None:
    """A purchase that two projects name is one of each; the other project came of nothing here."""
    wish = petition(number="2025/0012", title="Лавки", geom=Point(X + 0.05, Y))
    other = petition(number="2025/0013", title="Гойдалки", geom=Point(X + 0.06, Y))
    plan = project(title="Двір", description="За петиціями № 2025/0012, 2025/0013")
    far = project(number="16", title="Покрівля", geom=Point(X + 0.07, Y))
    bought = tender(title="Рамкова закупівля")
    find_links()
    page = client.get(f"/petitions/{wish.pk}/thread/?lang=uk").content.decode()
    chain, beside = page.split('<ol class="chain">')[1].split("</section>")[0].split("</ol>")
    assert chain.index("Лавки") < chain.index("Двір") < chain.index("Рамкова закупівля")
    assert "через «Двір»" in chain, "the purchase belongs to the wish through its project"
    assert "Гойдалки" not in chain
    assert "Гойдалки" in beside
    assert "через «Двір»" in beside
    assert "Покрівля" not in page, "it names the same purchase, and is nothing of this wish"
    hub = client.get(f"/projects/{plan.pk}/thread/").content.decode().split('<ol class="chain">')[1]
    steps = hub.split("</ol>")[0].split("<li>")[1:]
    assert [step.count("chain-link") for step in steps] == [2, 1, 1]
    assert "Покрівля" in hub.split("</ol>")[1]
    assert {tie.key for tie in linked(catalogue["petitions"], wish.pk) if tie.is_beside} == {
        ("petitions", other.pk)
    }
    assert {tie.key for tie in linked(catalogue["tenders"], bought.pk) if tie.through is None} == {
        ("projects", plan.pk),
        ("projects", far.pk),
    }


def test_nothing_is_told_through_what_is_hidden(client: Client) -> None:
    wish = petition(geom=Point(X + 0.05, Y))
    project(description="За петицією № 2025/0012"), tender(title="Рамкова закупівля")
    find_links()
    told = client.get(f"/petitions/{wish.pk}/thread/").content.decode()
    assert "Рамкова закупівля" in told
    Project.objects.update(publication="hidden")
    told = client.get(f"/petitions/{wish.pk}/thread/").content.decode()
    assert "Рамкова закупівля" not in told
    assert "Новий тротуар" not in told


def test_twenty_of_one_step_are_counted(client: Client) -> None:
    for number in range(20):
        project(number=str(100 + number), title=f"Проєкт {number}", geom=Point(X + 0.05, Y))
    bought = tender()
    find_links()
    told = client.get(f"/tenders/{bought.pk}/thread/").content.decode()
    assert told.split('<ol class="chain">')[1].split("</ol>")[0].count("chain-link") == 6
    assert "and 15 more" in told


def test_only_what_lies_within_is_said_to_and_nothing_where_there_is_no_place(client: Client) -> None:
    plan = project(decided_on=date(2025, 6, 1))
    bought = tender(geom=Point(X + 0.05, Y))
    find_links()
    told = client.get(f"/projects/{plan.pk}/thread/").content.decode().replace("\xa0", " ")
    assert "1 event within 40 m, the oldest first. 1 more of what belongs to it, elsewhere." in told
    Tender.objects.filter(pk=bought.pk).update(masked=True, geom=None)
    told = client.get(f"/tenders/{bought.pk}/thread/").content.decode().replace("\xa0", " ")
    assert "1 event, the oldest first." in told
    assert "40 m" not in told


def test_a_settlement_is_no_place_round_which_anything_lies(client: Client) -> None:
    known = petition(location_source="settlement")
    tender(title="Сусіднє")
    told = client.get(f"/petitions/{known.pk}/thread/").content.decode()
    assert "Сусіднє" not in told
    assert "40 m" not in told


def test_days_are_told_as_what_happened(client: Client) -> None:
    ahead = timezone.localdate() + timedelta(days=40)
    row(
        catalogue["barriers"],
        (X, Y),
        kind="pit",
        status="removed",
        reported_on=date(2024, 2, 3),
        expires_on=date(2025, 3, 1),
        removed_on=date(2025, 2, 1),
    )
    petition(collect_until=date(2025, 5, 30), reached_on=date(2025, 4, 9))
    project(works_from=date(2025, 7, 1), works_until=ahead)
    told = client.get(f"/thread?near={X},{Y}").content.decode()
    for said in ("The collection of signatures began", "The works were to begin", "The barrier was removed"):
        assert said in told
    assert "The barrier was expected to be gone" not in told, "it was gone before"
    assert "The time for signing was over" not in told, "enough had signed before"
    assert "Works until" in told, "what has not come is no event yet"
    assert "The works were to end" not in told


def test_what_was_expected_and_came_late_is_told(client: Client) -> None:
    row(
        catalogue["barriers"],
        (X, Y),
        kind="pit",
        status="removed",
        expires_on=date(2025, 1, 1),
        removed_on=date(2025, 2, 1),
    )
    assert "The barrier was expected to be gone" in client.get(f"/thread?near={X},{Y}").content.decode()


def test_why_something_belongs_here_is_told_once(client: Client) -> None:
    wish = petition(title="Набережна")
    project(
        decided_on=date(2025, 6, 1),
        works_from=date(2025, 7, 1),
        works_until=date(2025, 8, 1),
        geom=Point(X + 0.05, Y),
    )
    Project.objects.update(description="За петицією № 2025/0012")
    find_links()
    told = client.get(f"/petitions/{wish.pk}/thread/").content.decode().split('<ol class="thread">', 1)[1]
    assert told.count("a document names it") == 1


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("1", "1 day later"),
        ("60", "60 days later"),
        ("184", "about 6 months later"),
        ("1046", "about 3 years later"),
    ],
)
def test_a_time_is_told_as_people_measure_it(days: str, said: str) -> None:
    with override("en"):
        assert because(Link(reasons=[["time", days]])) == [said]


def test_outside_of_the_city_the_story_says_so_and_offers_nothing(client: Client) -> None:
    told = client.get("/thread?near=30.5,50.45").content.decode()
    assert "outside of the city" in told
    assert "/alerts?" not in told
    assert "No event is known" not in told


def test_whoever_names_no_place_looks_for_one(client: Client) -> None:
    street = row(catalogue["streets"], name="Торська", kind="вулиця")
    row(catalogue["addresses"], street_name="вулиця Торська", house="10")
    for address in ("/thread", "/thread?near=abc"):
        told = client.get(address).content.decode()
        assert 'role="search" action="/thread"' in told
        assert "All else is shown" not in told
        assert "near=longitude" not in told
    assert "names no place that can be read" in told
    found = client.get("/thread?q=торська")
    assert found.status_code == 200
    assert f'href="/streets/{street.pk}/thread/"' in found.content.decode()
    assert 'href="/thread?near=' in found.content.decode()
    assert client.get("/thread", headers={"accept": "application/json"}).status_code == 400
