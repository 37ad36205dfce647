"""An old address: what it still can is shown, and what it cannot is said as people say it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/", "/plain"])
def test_what_is_left_out_has_names_and_no_machine_words(client: Client, page: str) -> None:
    words = (
        f"layers=kiosks,nosuch&kiosks.permit_state=zzz&kiosks.ids={'1,' * 600}1&near=a&kiosks.none=1&order=x"
    )
    said = client.get(f"{page}?{words}").content.decode()
    for name in (
        "some of the layers",
        "Kiosks: permit",
        "500 at most",
        "the place",
        "Kiosks: «none»",
        "the order",
    ):
        assert name in said
    assert "kiosks.permit_state," not in said


@pytest.mark.parametrize("page", ["/", "/plain", "/print", "/kiosks/"])
@pytest.mark.parametrize("word", ["q=%FF", "theme=%00", "%FF=1"])
def test_what_is_no_text_is_left_out_of_a_page(client: Client, page: str, word: str) -> None:
    answer = client.get(f"{page}?{word}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 200
    assert "left out" in answer.content.decode()


@pytest.mark.parametrize("page", ["/", "/plain"])
def test_what_the_page_itself_cannot_read_is_told(client: Client, page: str) -> None:
    said = client.get(f"{page}?pick=kiosks/1,kiosks/2&at=here&view=globe").content.decode()
    for name in ("the chosen object (one at a time)", "the view", "the part of the panel"):
        assert name in said


def test_an_embedded_map_says_what_it_left_out(client: Client) -> None:
    assert "the order" in client.get("/?embed=1&order=x&lang=en").content.decode()
