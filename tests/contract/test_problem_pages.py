"""What a person reads who comes to no page: what happened, what to do, and the way back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from layers import problems

SMALL = 30_000
EVERY = [
    problems.Problem("said"),
    problems.BadParameter("said", parameter="q"),
    problems.NotHere("said"),
    problems.WrongMethod("PUT", "GET"),
    problems.Unavailable("said"),
    problems.Busy("said"),
    problems.Enough("said", 5),
    problems.Forged("said"),
    problems.Denied("said"),
]


@pytest.mark.parametrize("problem", EVERY, ids=lambda problem: problem.kind)
def test_every_problem_says_what_to_do_and_leads_to_the_map(problem: problems.Problem) -> None:
    page = problems.answer(RequestFactory().get("/kiosks/?q=1"), problem)
    told = page.content.decode()
    assert page.status_code == problem.status
    assert len(page.content) < SMALL
    assert str(problem.heading) in told
    assert str(problem.advice) in told
    assert 'class="masthead"' in told
    assert 'class="button" href="/"' in told
    assert "<script" not in told


# No mark of the database: to ask it is a failure of this test.
@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_our_mistake_is_told_without_the_database(theme: str) -> None:
    request = RequestFactory().get("/kiosks/", headers={"Accept": "text/html"})
    request.COOKIES |= {"theme": theme, "sessionid": "somebody"}
    page = problems.failed(request)
    told = page.content.decode()
    assert page.status_code == 500
    assert f'data-theme="{theme}"' in told
    assert 'class="masthead"' in told
    assert 'action="/search"' in told


@pytest.mark.django_db
def test_what_is_withdrawn_leads_to_the_list_of_its_layer(client: Client) -> None:
    told = client.get("/kiosks/999999/").content.decode()
    assert "Nothing here" in told
    assert 'href="/kiosks/"' in told


@pytest.mark.django_db
def test_a_form_without_its_token_leads_back_to_it() -> None:
    visitor = Client(enforce_csrf_checks=True)
    user = User.objects.create_user("clerk", is_staff=True)
    visitor.force_login(user)
    answer = visitor.post(
        "/admin/logout/", headers={"Referer": "http://testserver/admin/?of=her", "Host": "testserver"}
    )
    assert answer.status_code == 403
    assert "Форму не надіслано" in answer.content.decode()
    assert 'href="/admin/?of=her"' in answer.content.decode()


@pytest.mark.parametrize(
    "came", ["http://elsewhere.example/page", "http://testserver//elsewhere.example", "nonsense"]
)
@pytest.mark.django_db
def test_nobody_is_led_to_a_stranger(client: Client, came: str) -> None:
    told = client.get("/nothing", headers={"Referer": came, "Host": "testserver"}).content.decode()
    assert "elsewhere" not in told
