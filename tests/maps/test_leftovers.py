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
