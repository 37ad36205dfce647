"""Two auditors who find something else: nothing is believed to be met until somebody has settled it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility import amenities, disputes, norms
from accessibility.actions import conclude_all
from accessibility.disputes import Said
from accessibility.models import Answer, Audit, Opinion, Place
from layers.registry import catalogue
from tests.accessibility.test_field import said
from tests.accessibility.test_merging import NORM, answer
from tests.accessibility.test_opinions import audit, device, first, place, second, shop, word  # noqa: F401
from tests.samples import row
from tests.surveys.conftest import Device

FIRST_DAY = date(2026, 5, 1)
WITHIN = norms.assessment().disputed_within


# -- Pure ------------------------------------------------------------------------------------------------------


def found(*audits: tuple[str, int, dict[str, Any]], rulings: Any = None) -> tuple[dict[str, Any], set[str]]:
    """What counts last of audits (who, days later, answers), the oldest first, by the number of each; and what is in
    dispute. An answer in a list was changed since."""
    told = [
        Said(number, FIRST_DAY + timedelta(days), who, [_row(code, one) for code, one in answers.items()])
        for number, (who, days, answers) in enumerate(audits)
    ]
    held = disputes.undisputed(NORM, told[::-1], rulings or {}, WITHIN)
    counts: dict[str, Any] = {}
    for _day, rows in reversed(held.audits):
        counts |= {row["code"]: row["outcome"] if row["value"] is None else row["value"] for row in rows}
    return counts, {one.code for one in held.disputes}


def _row(code: str, said: Any) -> dict[str, Any]:
    is_change = isinstance(said, list)
    return {**answer(code, said[0] if is_change else said), "is_change": is_change}


@pytest.mark.parametrize(
    ("audits", "threshold", "is_disputed"),
    [
        # Another auditor finds it right some days after it was found wrong: the worse counts.
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10})], 60, True),
        ([("a", 0, {"threshold": 10}), ("b", 10, {"threshold": 60})], 60, True),
        # On one day, too.
        ([("a", 0, {"threshold": 60}), ("b", 0, {"threshold": 10})], 60, True),
        # Both break the norm, and by one of them a chair still gets in.
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 25})], 60, True),
        # Both meet it, or both break it alike: tapes differ.
        ([("a", 0, {"threshold": 10}), ("b", 10, {"threshold": 15})], 15, False),
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 65})], 65, False),
        # One and the same person measured again.
        ([("a", 0, {"threshold": 60}), ("a", 10, {"threshold": 10})], 10, False),
        # Who it was is not known: nobody disagrees with nobody.
        ([("", 0, {"threshold": 60}), ("b", 10, {"threshold": 10})], 10, False),
        # Later than an entrance is rebuilt in; on the last day still.
        ([("a", 0, {"threshold": 60}), ("b", WITHIN, {"threshold": 10})], 60, True),
        ([("a", 0, {"threshold": 60}), ("b", WITHIN + 1, {"threshold": 10})], 10, False),
        # It was rebuilt, says whoever saw it.
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": [10]})], 10, False),
        # However often it is said, and however long it is left: it is no vote.
        (
            [("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10}), ("b", 400, {"threshold": 10})],
            60,
            True,
        ),
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10}), ("c", 20, {"threshold": 9})], 60, True),
        # Whoever found it wrong looks again and agrees.
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10}), ("a", 20, {"threshold": 9})], 9, False),
        (
            [("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10}), ("b", 20, {"threshold": 60})],
            60,
            False,
        ),
        # … or measures something else again: the two still differ.
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10}), ("a", 20, {"threshold": 25})], 25, True),
        # A third one, who agreed with one of them, is none of the two.
        (
            [
                ("a", 0, {"threshold": 60}),
                ("b", 10, {"threshold": 10}),
                ("c", 20, {"threshold": 65}),
                ("c", 30, {"threshold": 9}),
            ],
            60,
            True,
        ),
        # Not sure, not answered: nothing is said, and nothing contradicted.
        ([("a", 0, {"threshold": 60}), ("b", 10, {"threshold": None})], None, False),
    ],
)
def test_of_two_auditors_the_worse_answer_counts(audits: Any, threshold: Any, is_disputed: bool) -> None:
    counts, disputed = found(*audits)
    if threshold is not None:
        assert counts["threshold"] == threshold
    assert disputed == ({"threshold"} if is_disputed else set())


@pytest.mark.parametrize(("ruling", "threshold"), [("stands", 60), ("overruled", 10)])
def test_what_was_settled_counts(ruling: str, threshold: int) -> None:
    both = ("a", 0, {"threshold": 60}), ("b", 10, {"threshold": 10})
    assert found(*both, rulings={(1, "threshold"): ruling}) == ({"threshold": threshold}, set())


def test_a_fact_that_is_disputed_is_not_known() -> None:
    counts, disputed = found(("a", 0, {"ramp": True, "steps": True}), ("b", 5, {"ramp": False}))
    assert (counts, disputed) == ({"steps": "yes"}, {"ramp"})


def test_what_does_not_apply_to_one_is_no_pass_for_the_other() -> None:
    counts, _disputed = found(("a", 0, {"guide_dog": False}), ("b", 5, {"guide_dog": True}))
    assert counts == {"guide_dog": "fail"}


_THRESHOLD = st.sampled_from([5, 15, 25, 60, 200])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30), _THRESHOLD), min_size=2, max_size=6))
def test_a_dispute_never_ends_in_the_better_answer_by_itself(told: list[tuple[str, int, int]]) -> None:
    days, at = [], 0
    for who, later, threshold in told:
        at += later
        days.append((who, at, {"threshold": threshold}))
    counts, disputed = found(*days)
    if disputed:
        assert counts["threshold"] > 20


# -- In the database -------------------------------------------------------------------------------------------


@pytest.fixture
def both(first: Device, second: Device, shop: Any) -> Place:  # noqa: F811
    """A shop that the first auditor found barred, and the second one good, a moment later."""
    assert first.send(said(first, shop, {"threshold": 60})).status_code == 200
    assert second.send(said(second, shop, {"threshold": 15, "dense": True})).status_code == 200
    found: Place = Place.objects.get(pk=shop.pk)
    return found


@pytest.mark.django_db
def test_a_newer_audit_of_somebody_else_does_not_let_in(both: Place, client: Client) -> None:
    assert (both.for_wheelchair, both.is_disputed) == ("barrier", True)
    page = client.get(f"/places/{both.pk}/?lang=en").content.decode().replace("\u00a0", " ")
    assert "disputed by a second auditor" in page
    assert "Two auditors disagree: 60 mm (" in page
    assert "and 15 mm (" in page
    assert "the worse counts. " in page
    dispute = Opinion.objects.get()
    assert (dispute.answers, dispute.by.username) == ({"threshold": 15}, "second")  # type: ignore[union-attr]
    conclude_all()
    assert Opinion.objects.get() == dispute


@pytest.mark.django_db
@pytest.mark.parametrize(("ruling", "verdict"), [("stands", "barrier"), ("overruled", "unknown")])
def test_a_registrar_settles_it_in_the_queue(both: Place, signed_in: Any, ruling: str, verdict: str) -> None:
    registrar = signed_in("registrar")
    assert "Крамниця" in registrar.get("/admin/accessibility/opinion/?dispute=open").content.decode()
    address = f"/admin/accessibility/opinion/{Opinion.objects.get().pk}/change/"
    assert "<td>60\u00a0mm</td><td>15\u00a0mm</td>" in registrar.get(address).content.decode()
    told = {"ruling": ruling, "ruling_reason": "Міряли ще раз утрьох."}
    assert registrar.post(address, told).status_code == 302
    both.refresh_from_db()
    assert (both.for_wheelchair, both.is_disputed) == (verdict, False)
    assert Audit.objects.count() == 2
    conclude_all()
    both.refresh_from_db()
    assert (both.for_wheelchair, both.is_disputed) == (verdict, False)


@pytest.mark.django_db
def test_what_was_changed_is_no_dispute(first: Device, second: Device, shop: Any) -> None:  # noqa: F811
    first.send(said(first, shop, {"threshold": 60}))
    assert second.send(said(second, shop, {"threshold": 15, "changed": "threshold"})).status_code == 200
    found = Place.objects.get(pk=shop.pk)
    assert (found.for_wheelchair, found.is_disputed) == ("unknown", False)
    assert Answer.objects.get(value=15).is_change


@pytest.mark.django_db
def test_the_queue_forgets_what_is_settled_by_itself(both: Place, second: Device) -> None:  # noqa: F811
    assert second.send(said(second, both, {"threshold": 60})).status_code == 200
    both.refresh_from_db()
    assert (both.for_wheelchair, both.is_disputed) == ("barrier", False)
    assert not Opinion.objects.exists()


@pytest.mark.django_db
def test_what_a_second_auditors_word_says_is_worse_counts(second: Device, audit: Audit) -> None:  # noqa: F811
    complete = {"step_free": True, "path_width": 2000, "path_slope": 3, "cross_slope": 1.5, "steps": False}
    for code, told in {**complete, "ramp": False, "turning": 1600, "dense": False, "storeys": False}.items():
        Answer.objects.create(audit=audit, **answer(code, told))
    conclude_all()
    assert place(audit).for_wheelchair == "accessible"
    assert word(second, audit, "disagrees", threshold=45).status_code == 200
    assert (place(audit).for_wheelchair, place(audit).is_disputed) == ("barrier", True)
    # A word that it is better than it was found changes nothing.
    assert word(second, audit, "disagrees", threshold=12).status_code == 200
    assert place(audit).for_wheelchair == "accessible"


@pytest.mark.django_db
def test_a_hearing_loop_that_only_one_of_two_found_is_not_there(first: Device, second: Device) -> None:  # noqa: F811
    pharmacy = row(catalogue["places"], kind="pharmacy", name="Аптека")
    first.send(said(first, pharmacy, {"hearing_loop": False}))
    second.send(said(second, pharmacy, {"hearing_loop": True}))
    pharmacy.refresh_from_db()
    assert pharmacy.has_hearing_loop == "no"
    assert amenities.show() == 0
