"""Proof: a layer is a model, a description and a migration. Everything between the marks is all that is written."""

import inspect

import mapbox_vector_tile
import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps
from django.utils.translation import gettext_lazy as _

from layers import triggers
from layers.checks import check
from layers.feature import PointFeature
from layers.fields import Field
from layers.layer import Layer
from layers.provenance import Source
from layers.registry import catalogue
from layers.styles import ByValue, Symbol, Tone
from layers.surfaces.exports import EXPORTERS
from tests.contract.test_surfaces import body, tile_of
from tests.samples import row


def define() -> type[Layer]:
    # -- the whole layer ------------------------------------------------------------------------------------
    class Bench(PointFeature):
        class State(models.TextChoices):
            WHOLE = "whole", _("whole")
            BROKEN = "broken", _("broken")

        name = models.CharField(_("name"), max_length=100)
        state = models.CharField(_("state"), max_length=10, choices=State)

        class Meta(PointFeature.Meta):
            app_label = "reference"

    class BenchLayer(Layer):
        slug = "benches"
        title = _("Benches")
        model = Bench
        headline = "{name}"
        style = ByValue(
            "state",
            {
                Bench.State.WHOLE: Symbol(_("Whole"), Tone.GOOD),
                Bench.State.BROKEN: Symbol(_("Broken"), Tone.BAD),
            },
        )
        source = Source("CC-BY-4.0", updated="P1Y")
        fields = (Field("name", search=True), Field("state", filter=True, in_tile=True))

    # -- end ------------------------------------------------------------------------------------------------
    return BenchLayer


@pytest.mark.django_db
def test_a_layer_of_under_40_lines_has_every_surface(client: Client) -> None:
    source = inspect.getsource(define).split("# -- ")
    assert len([line for line in source[1].splitlines() if line.strip()]) < 40
    with isolate_apps("layers.reference"):
        described = define()
    layer = catalogue.register(described) and catalogue["benches"]
    try:
        with connection.schema_editor() as editor:
            editor.create_model(layer.model)
        triggers.install(layer)
        assert not list(check(layer))
        bench = row(layer, name="Лава біля ставка", state="broken")
        drawn = mapbox_vector_tile.decode(client.get(tile_of(layer)).content)["benches"]["features"]
        assert (drawn[0]["id"], drawn[0]["properties"]) == (bench.pk, {"state": "broken"})
        assert client.get("/api/collections/benches/items?state=broken").json()["numberMatched"] == 1
        assert client.get("/legend/benches").json()["classes"][1]["count"] == 1
        assert "Лава біля ставка" in client.get(f"/benches/{bench.pk}/").content.decode()
        assert "Лава біля ставка" in client.get("/benches/").content.decode()
        assert client.get("/suggest?q=лава став").json()["suggestions"][0]["url"] == f"/benches/{bench.pk}/"
        assert client.get("/tiles/benches.json").status_code == 200
        assert client.get("/styles/benches.json").status_code == 200
        assert "Benches" in client.get("/").content.decode()
        for extension in EXPORTERS:
            assert len(body(client.get(f"/data/benches.{extension}"))) > 100
    finally:
        catalogue.unregister("benches")
