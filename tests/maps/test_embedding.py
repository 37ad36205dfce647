"""The map in other sites' pages: framed there and nowhere else, by nobody in particular, leaving nothing behind."""

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client

from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db


def policy(answer: Any) -> str:
    found = re.search(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])
    assert found
    return found[1]


def test_only_the_embedded_map_and_a_card_of_it_may_be_framed(client: Client) -> None:
    kiosk = row(catalogue["kiosks"])
    card = f"/kiosks/{kiosk.pk}/"
    for path in ("/?embed=1", f"{card}?fragment=1&embed=1"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert policy(answer) == "*"
        assert "X-Frame-Options" not in answer
    for path in ("/", "/?embed=0", "/kiosks/", card, f"{card}?fragment=1", f"{card}?embed=1", "/print"):
        answer = client.get(path)
        assert policy(answer) == "'none'", path
        assert answer["X-Frame-Options"] == "DENY"
    office = client.get("/admin/login/?fragment=1&embed=1")
    assert policy(office) == "'none'"


def test_it_leaves_nothing_on_the_device() -> None:
    for path in ("/?embed=1&lang=en", "/?embed=1&lang=en&theme=dark"):
        answer = Client().get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert 'lang="en"' in answer.content.decode()


def test_staff_is_nobody_there(signed_in: Any) -> None:
    hidden = row(catalogue["kiosks"], publication="hidden")
    staff = signed_in("inspector")
    card = f"/kiosks/{hidden.pk}/?fragment=1"
    assert staff.get(card).status_code == 200
    assert staff.get(f"{card}&embed=1").status_code == 404
    for path, total in (("/", 1), ("/?embed=1", 0)):
        page = staff.get(f"{path}{'&' if '?' in path else '?'}layers=kiosks").content.decode()
        document = re.search(r'<script id="catalogue"[^>]*>(.*?)</script>', page, re.DOTALL)
        assert document
        assert json.loads(document[1])["layers"]["kiosks"]["legend"]["total"] == total


def test_it_speaks_the_words_of_the_page(client: Client) -> None:
    row(catalogue["kiosks"], name="Квіти")
    row(catalogue["kiosks"], (HERE[0] + 0.001, HERE[1]), name="Хліб")
    page = client.get(f"/?embed=1&layers=kiosks&q=Квіти&at=17/{HERE[1]}/{HERE[0]}&theme=contrast&lang=en")
    text = page.content.decode()
    assert 'data-theme="contrast"' in text
    assert 'href="/?layers=kiosks&amp;q=' in text
    assert '<span class="count" data-count-of="kiosks">1</span>' in text
    assert 'id="search"' not in text


def test_the_script_is_the_one_whose_fingerprint_is_told(client: Client) -> None:
    script = client.get("/embed.js")
    assert script["Content-Type"] == "text/javascript"
    assert script["Access-Control-Allow-Origin"] == "*"
    told = re.search(r"integrity=\S*?(sha384-[\w+/=]+)", client.get("/").content.decode())
    assert told
    assert told[1] == f"sha384-{base64.b64encode(hashlib.sha384(script.content).digest()).decode()}"
