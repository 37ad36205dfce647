"""Where the surfaces are: a table of contents."""

from django.urls import path, register_converter

from layers import converters
from layers.negotiation import page, read_only, wordless
from layers.surfaces import (
    api,
    cards,
    exports,
    features,
    figures,
    legend,
    listing,
    search,
    styles,
    table,
    tiles,
)

register_converter(converters.LayerConverter, "layer")
register_converter(converters.LayersConverter, "layers")
register_converter(converters.NumberConverter, "number")

urlpatterns = [
    path("tiles/<layers:layers>/<number:z>/<number:x>/<number:y>.mvt", read_only(tiles.tile), name="tile"),
    path("tiles/<layer:layer>.json", wordless(styles.tilejson), name="tilejson"),
    path("style.json", wordless(styles.map_style), name="style"),
    path("styles/<layer:layer>.json", wordless(styles.layer_style), name="layer-style"),
    path("legend/<layer:layer>", read_only(legend.legend), name="legend"),
    path("search", page(search.search), name="search"),
    path("suggest", read_only(search.suggest), name="suggest"),
    *(
        path(
            f"data/<layer:layer>.{extension}",
            read_only(exports.export),
            {"extension": extension},
            name=f"export-{extension}",
        )
        for extension in exports.EXPORTERS
    ),
    path("api/", wordless(api.landing), name="api"),
    path("api/conformance", wordless(api.conformance), name="conformance"),
    path("api/openapi.json", wordless(api.openapi), name="openapi"),
    path("api/problems", wordless(api.problems), name="problems"),
    path("api/collections", wordless(api.collections), name="collections"),
    path("api/collections/<layer:layer>", wordless(api.collection), name="collection"),
    path("api/collections/<layer:layer>/queryables", wordless(api.queryables), name="queryables"),
    path("api/collections/<layer:layer>/schema", wordless(api.schema), name="schema"),
    path("api/collections/<layer:layer>/items", read_only(features.items), name="items"),
    path("api/collections/<layer:layer>/items/<number:number>", read_only(features.item), name="item"),
    path("<layer:layer>/", page(listing.front_door), name="layer"),
    path("<layer:layer>/figures", page(figures.figures), name="figures"),
    path("<layer:layer>/table", page(table.table), name="table"),
    path("<layer:layer>/<number:number>/", page(cards.card), name="card"),
]
