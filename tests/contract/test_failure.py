"""A mistake of the code is answered in words, too: a page for people, RFC 9457 for machines."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from layers.surfaces import legend, listing

pytestmark = pytest.mark.django_db


def broken(*_args: Any, **_words: Any) -> None:
    raise ZeroDivisionError


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(legend, "describe", broken)
    monkeypatch.setattr(listing, "describe", broken)
    return Client(raise_request_exception=False)


def test_people_get_a_page_in_their_language(visitor: Client) -> None:
    page = visitor.get("/kiosks/?lang=en")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.content.decode()
    assert "ZeroDivisionError" not in page.content.decode()


def test_machines_get_a_problem(visitor: Client) -> None:
    problem = visitor.get("/legend/kiosks")
    assert problem.status_code == 500
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["title"] == "Помилка сервера"


def test_a_page_that_fails_itself_is_still_answered(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.problems.render_to_string", broken)
    assert visitor.get("/kiosks/").json()["status"] == 500


def test_who_has_no_right_is_told_so_in_words(client: Client) -> None:
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    page = client.get("/admin/auth/user/")
    assert page.status_code == 403
    assert "Your account has no right to this." in page.content.decode()


def test_a_host_that_is_not_ours_is_answered_in_words(client: Client) -> None:
    page = client.get("/", headers={"Host": "elsewhere.example"})
    assert page.status_code == 400
    assert "does not answer to the name" in page.content.decode()


def test_a_language_that_is_not_here_is_refused(client: Client) -> None:
    answer = client.get("/search?lang=zz", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "There is no language “zz” here. There are: uk, en."
