"""The feed: valid by RFC 4287, conditional, for everybody alike."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from layers.layer import Layer
from layers.registry import catalogue
from tests.samples import HERE, row

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
topical = pytest.mark.parametrize("layer", [one for one in catalogue if one.is_topical], ids=str)


def feed(client: Client, words: str) -> ElementTree.Element:
    answer = client.get(f"/alerts.atom?{words}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def entries(client: Client, words: str) -> list[ElementTree.Element]:
    return feed(client, words).findall(f"{ATOM}entry")


def text(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None, name
    return found.text or ""


@topical
def test_every_layer_tells_of_what_is_new_and_hides_what_is_hidden(layer: Layer, client: Client) -> None:
    feature = row(layer)
    row(layer, publication="hidden")
    (entry,) = entries(client, f"layers={layer.slug}")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver/{layer.slug}/{feature.pk}/"
    layer.model._default_manager.filter(pk=feature.pk).update(publication="hidden")
    assert entries(client, f"layers={layer.slug}") == []


@topical
def test_nobody_learns_more_by_signing_in(layer: Layer, client: Client, signed_in: Any) -> None:
    row(layer, publication="hidden")
    assert (
        entries(signed_in("registrar"), f"layers={layer.slug}")
        == entries(client, f"layers={layer.slug}")
        == []
    )


@pytest.mark.django_db(transaction=True)
def test_it_is_valid(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], name="<script>1</script> & «Кава»", permit_state="valid")
    type(kiosk).objects.filter(pk=kiosk.pk).update(permit_state="expired")
    root = feed(client, f"near={HERE[0]},{HERE[1]},100")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver/alerts.atom?near={HERE[0]},{HERE[1]},100"
    found = root.findall(f"{ATOM}entry")
    assert len(found) == 2
    assert len({text(entry, "id") for entry in found}) == 2
    assert all(text(entry, "id").startswith("tag:testserver,2026:") for entry in found)
    assert text(root, "updated") == max(text(entry, "updated") for entry in found)
    assert "Permit in force → Permit expired" in text(found[0], "summary")
    # Readers take a summary for HTML.
    assert text(found[0], "title").startswith("<script>1</script> & «Кава»")
    assert all("<" not in text(entry, "summary") for entry in found)


def test_identifiers_stay_and_what_is_unchanged_is_not_sent_again(client: Client) -> None:
    row(catalogue["kiosks"])
    first = client.get("/alerts.atom?layers=kiosks")
    again = client.get("/alerts.atom?layers=kiosks", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    row(catalogue["tenders"])
    assert (
        client.get("/alerts.atom?layers=kiosks", headers={"If-None-Match": first["ETag"]}).status_code == 304
    )
    row(catalogue["kiosks"])
    later = client.get("/alerts.atom?layers=kiosks", headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200
    before, after = (ElementTree.fromstring(one.content).findall(f"{ATOM}entry") for one in (first, later))
    assert text(before[0], "id") == text(after[1], "id")


@pytest.mark.django_db(transaction=True)
def test_languages_and_kinds(client: Client) -> None:
    kiosk = row(catalogue["kiosks"], permit_state="valid")
    type(kiosk).objects.filter(pk=kiosk.pk).update(area=7)
    assert len(entries(client, "layers=kiosks")) == 1
    assert len(entries(client, "layers=kiosks&what=all")) == 2
    assert "нове на карті" in text(entries(client, "layers=kiosks&lang=uk")[0], "title").lower()


@pytest.mark.parametrize(
    "words",
    ["layers=nobody", "what=x", "near=x", "kiosks.permit_state=x&layers=kiosks", "nobody=1", "beside=x"],
)
def test_what_cannot_be_understood_is_refused(words: str, client: Client) -> None:
    assert client.get(f"/alerts.atom?{words}").status_code == 400


def test_empty_is_a_feed_too(client: Client) -> None:
    root = feed(client, "layers=kiosks")
    assert text(root, "updated")
    assert not root.findall(f"{ATOM}entry")
