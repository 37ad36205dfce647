"""Downloads are bounded, and a place is free again however an answer ends."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from layers import downloads
from layers.downloads import download
from layers.problems import Busy
from layers.registry import catalogue
from tests.samples import row


def large() -> Iterator[bytes]:
    for _ in range(3):
        yield b"x" * downloads.LARGE


@pytest.fixture(autouse=True)
def two_places(settings: Any) -> None:
    settings.DOWNLOADS_AT_ONCE = 2


def test_a_file_that_is_not_large_is_answered_whole_and_holds_no_place() -> None:
    answers = [download(iter([b"a", b"b"]), "text/csv") for _ in range(5)]
    assert [answer.content for answer in answers] == [b"ab"] * 5  # type: ignore[attr-defined]


def test_large_ones_are_as_many_as_there_are_places() -> None:
    first, second = download(large(), "text/csv"), download(large(), "text/csv")
    with pytest.raises(Busy):
        download(large(), "text/csv")
    assert isinstance(first, StreamingHttpResponse)
    assert sum(map(len, first)) == 3 * downloads.LARGE
    download(large(), "text/csv")
    assert second.streaming


def test_a_place_is_free_again_after_what_is_never_or_half_read() -> None:
    never, half = download(large(), "text/csv"), download(large(), "text/csv")
    assert isinstance(half, StreamingHttpResponse)
    pieces = iter(half)
    next(pieces)
    del never, half, pieces
    download(large(), "text/csv")


@pytest.mark.django_db
def test_a_failure_while_a_file_is_built_is_told_and_frees_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_exporter: Any) -> Iterator[bytes]:
        yield b"id\n"
        raise ZeroDivisionError

    monkeypatch.setattr("layers.surfaces.exports.Csv.chunks", broken)
    visitor = Client(raise_request_exception=False)
    assert [visitor.get("/data/kiosks.csv").status_code for _ in range(5)] == [500] * 5


@pytest.mark.django_db
def test_who_comes_too_many_is_told_when_to_come_again(client: Client, settings: Any) -> None:
    row(catalogue["kiosks"])
    settings.DOWNLOADS_AT_ONCE = 0
    answer = client.get("/data/kiosks.csv")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json()["type"].endswith("/api/problems#busy")
