"""The office believes no answer that cannot be true: it is refused in a sentence, and nothing is stored."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from accessibility import norms
from accessibility.models import Audit, Judgement
from layers.registry import catalogue
from tests.samples import row

pytestmark = pytest.mark.django_db
ADD = "/admin/accessibility/audit/add/"


def form(place: Any, *answers: dict[str, Any], **words: Any) -> dict[str, Any]:
    """What a browser sends of a new audit."""
    sent = {
        "place": place.pk,
        "made_on": "2026-07-01",
        "verdict": "unknown",
        "norm": norms.current().code,
        "answers-TOTAL_FORMS": len(answers),
        "answers-INITIAL_FORMS": 0,
        **words,
    }
    for index, answer in enumerate(answers):
        for name, value in ({"outcome": "unknown", "is_sure": "on"} | answer).items():
            sent[f"answers-{index}-{name}"] = value
    return sent


@pytest.fixture
def shop() -> Any:
    return row(catalogue["places"], kind="shop", name="Крамниця")


@pytest.fixture
def auditor(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("auditor")


def test_a_measured_answer_says_by_itself_what_it_is_about(auditor: Client, shop: Any) -> None:
    sent = form(shop, {"code": "ramp", "outcome": "yes"}, {"code": "ramp_slope", "value": "16"})
    assert auditor.post(ADD, sent).status_code == 302
    audit = Audit.objects.get()
    assert audit.norm == "dbn-v2.2-40-2018"
    slope = audit.answers.get(code="ramp_slope")
    assert (slope.norm, slope.clause, slope.unit) == ("ДБН В.2.2-40:2018", "5.3.1", "%")
    assert (slope.outcome, slope.critical) == ("fail", True)
    assert slope.question.startswith("Ухил пандуса")
    shop.refresh_from_db()
    assert (shop.verdict, shop.for_wheelchair, shop.for_deaf) == ("barrier", "barrier", "unknown")


def test_a_new_audit_is_made_under_the_current_norm(auditor: Client) -> None:
    page = auditor.get(ADD).content.decode()
    assert '<option value="dbn-v2.2-40-2018" selected>' in page
    assert "How steep is the ramp?, %" in page


def test_criteria_to_choose_from_are_those_of_the_place_and_its_part(auditor: Client, shop: Any) -> None:
    audit = Audit.objects.create(place=shop, made_on=date(2026, 7, 1), norm=norms.current().code)
    # What was answered before its kind was told otherwise can still be seen, and taken back.
    audit.answers.create(code="hearing_loop", norm="ДБН", clause="петля", outcome="pass")
    address = f"/admin/accessibility/audit/{audit.pk}/change/"

    def offered(number: int) -> set[str]:
        (inline,) = auditor.get(address).context["inline_admin_formsets"]
        select = inline.formset.forms[number] if number >= 0 else inline.formset.empty_form
        return {str(value) for value, _said in select.fields["code"].widget.choices if value}

    assert offered(-1) == {one.code for one in norms.current().of_kind("shop")}
    assert offered(0) == offered(-1) | {"hearing_loop"}
    assert 'data-unit="mm"' in auditor.get(address).content.decode()
    audit.part = shop.parts.create(kind="entrance", name="двір")
    audit.save()
    assert offered(-1) == {one.code for one in norms.current().of_kind("shop", "entrance")}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            [{"code": "ramp_slope", "value": "400"}],
            "it is from 0.5 to 60 %. Was this meant: 40 % (a digit too many) or 4 % (two digits too many)?",
        ),
        (
            [{"code": "door_width", "value": "9000"}],
            "9000 mm is not believed here: it is from 400 to 4000 mm. Was this meant: 900 mm (a digit too many)?",
        ),
        (
            [{"code": "threshold", "value": "5"}],
            "5 mm = 0.5 cm is unusually small. Was this meant: 50 mm (given in centimetres)? If it was measured so",
        ),
        ([{"code": "door_width", "value": "90"}], "Was this meant: 900 mm (given in centimetres)?"),
        ([{"code": "door_width", "value": "0.9"}], "Was this meant: 900 mm (given in metres)?"),
        ([{"code": "door_width", "value": "9"}], "from 400 to 4000 mm. Measure once more."),
        (
            [{"code": "ramp", "outcome": "no"}, {"code": "ramp_slope", "value": "6"}],
            "“Is there a ramp?” is answered so that there can be no “The ramp rises by 8 %",
        ),
        (
            [{"code": "steps", "outcome": "no"}, {"code": "step_free", "outcome": "fail"}],
            "There are no steps, and yet there is no way in without steps.",
        ),
        (
            [
                {"code": "ramp_slope", "value": "60"},
                {"code": "ramp_rise", "value": "20", "is_confirmed": "on"},
            ],
            "shorter than 13 cm",
        ),
        (
            [{"code": "hearing_loop", "outcome": "pass"}],
            "“Is there a hearing loop that works?” is not asked of a place of this kind: shop.",
        ),
        ([{"code": "no_such", "outcome": "pass"}], "ДБН В.2.2-40:2018 has no such criterion."),
        ([{"code": "ramp", "value": "3"}], "This is not measured: answer in words."),
        ([{"code": "ramp", "outcome": "pass"}], "This is answered by yes or no."),
        (
            [{"code": "door_width", "outcome": "yes"}],
            "Say whether this meets the norm, or write what was measured.",
        ),
        (
            [{"code": "ramp", "outcome": "no"}, {"code": "ramp", "outcome": "yes"}],
            "This criterion is answered twice.",
        ),
        (
            [{"norm": "ДБН", "clause": "1", "value": "3"}],
            "Choose the criterion that this was measured for.",
        ),
        ([{"outcome": "fail"}], "Choose a criterion, or name a norm and a clause."),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(
    auditor: Client, shop: Any, answers: list[dict[str, Any]], told: str
) -> None:
    refused = auditor.post(ADD, form(shop, *answers))
    assert refused.status_code == 200
    (inline,) = refused.context["inline_admin_formsets"]
    with translation.override("en"):
        said = " ".join(
            str(error) for one in inline.formset.errors for errors in one.values() for error in errors
        )
    said = said.replace("\u00a0", " ")
    assert told in said, said
    assert not Audit.objects.exists()


def test_it_is_refused_in_ukrainian_too(auditor: Client, shop: Any) -> None:
    auditor.cookies["django_language"] = "uk"
    page = auditor.post(ADD, form(shop, {"code": "door_width", "value": "0,9"})).content.decode()
    assert "0,9\u00a0мм тут неймовірно: буває від 400 до 4000\u00a0мм." in page
    assert "Можливо, малося на увазі 900\u00a0мм (записано в метрах)?" in page


def test_another_norms_answer_needs_no_criterion(auditor: Client, shop: Any) -> None:
    answer = {"norm": "ДБН В.2.3-5", "clause": "7", "outcome": "fail", "critical": "on"}
    assert auditor.post(ADD, form(shop, answer, norm="")).status_code == 302
    shop.refresh_from_db()
    assert (shop.verdict, shop.for_wheelchair) == ("barrier", "unknown")


def test_how_far_a_judgement_is_can_be_read_and_not_written(client: Client) -> None:
    user = User.objects.create_user("registrar", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="registrar"))
    client.force_login(user)
    one = Judgement.objects.create(digest="abc", total=200, judged=50, changed=3)
    told = client.get("/admin/accessibility/judgement/").content.decode()
    assert "50 / 200 (25 %)" in told
    assert client.post(f"/admin/accessibility/judgement/{one.pk}/change/", {"judged": 200}).status_code == 403


def test_an_owner_answers_on_a_day_and_changes_no_verdict(client: Client) -> None:
    place = row(catalogue["places"], name="Аптека", verdict="barrier")
    place.owner_says = "Пандус — у травні"
    with pytest.raises(ValidationError, match="є день"):
        place.full_clean()
    place.owner_said_on = date(2026, 4, 1)
    place.full_clean()
    place.save()
    told = client.get(f"/places/{place.pk}/?lang=en", headers={"Accept": "text/html"}).content.decode()
    assert "Пандус — у травні" in told
    assert "With barriers" in told
