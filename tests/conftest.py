"""What all tests share: every kind of viewer, and a client that speaks as one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client

from layers.fields import Audience
from layers.viewer import Viewer


def pytest_configure() -> None:
    # The browser's tests are served the files as they are written; tests/maps/test_statics.py collects them.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


VIEWERS = [Viewer(audience) for audience in Audience]


@pytest.fixture(params=VIEWERS, ids=lambda viewer: viewer.audience.name.lower())
def viewer(request: pytest.FixtureRequest) -> Viewer:
    return request.param


@pytest.fixture
def client() -> Client:
    """A visitor who speaks English: tests read English sentences; Ukrainian has tests of its own."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def signed_in(db: Any) -> Callable[[str], Client]:
    """A client of somebody in one role."""

    def sign_in(role: str) -> Client:
        user = User.objects.create_user(role, is_staff=role != "resident")
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(user)
        return client

    return sign_in
