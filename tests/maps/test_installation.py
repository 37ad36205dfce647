"""What an app on a phone is made of: the manifest, the service worker, the page for when there is no network."""

import json
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_manifest_speaks_the_language_of_the_page() -> None:
    client = Client()
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    ukrainian, english = answer.json(), client.get("/manifest.webmanifest?lang=en").json()
    assert (ukrainian["lang"], ukrainian["short_name"]) == ("uk", "Слов’янськ")
    assert (english["lang"], english["short_name"]) == ("en", "Sloviansk")
    assert {icon["purpose"] for icon in ukrainian["icons"]} == {"any", "maskable"}
    for shortcut in ukrainian["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_the_worker_is_asked_for_each_time_and_keeps_what_is_there(client: Client) -> None:
    answer = client.get("/sw.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "no-cache")
    (shell,) = re.findall(r"^self\.SHELL = (.+);$", answer.content.decode(), re.MULTILINE)
    names = json.loads(shell)
    assert names[0] == "/offline"
    assert "/static/maps/js/main.js" in names
    assert len(names) == len(set(names))
    assert client.get("/offline").status_code == 200
    assert client.get("/sw.js").content == answer.content


def test_every_page_leads_to_the_manifest(client: Client) -> None:
    for address in ("/", "/kiosks/", "/search", "/around"):
        assert 'rel="manifest"' in client.get(address).content.decode()
