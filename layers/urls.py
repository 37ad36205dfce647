"""Where the surfaces are: a table of contents."""

from django.urls import path, register_converter

from layers import converters
from layers.surfaces import api, cards, exports, features, legend, listing, search, styles, tiles

register_converter(converters.LayerConverter, "layer")
register_converter(converters.LayersConverter, "layers")
register_converter(converters.NumberConverter, "number")

urlpatterns = [
    path("tiles/<layers:layers>/<number:z>/<number:x>/<number:y>.mvt", tiles.tile, name="tile"),
    path("tiles/<layer:layer>.json", styles.tilejson, name="tilejson"),
    path("style.json", styles.map_style, name="style"),
    path("styles/<layer:layer>.json", styles.layer_style, name="layer-style"),
    path("legend/<layer:layer>", legend.legend, name="legend"),
    path("search", search.search, name="search"),
    path("suggest", search.suggest, name="suggest"),
    *(
        path(
            f"data/<layer:layer>.{extension}",
            exports.export,
            {"extension": extension},
            name=f"export-{extension}",
        )
        for extension in exports.EXPORTERS
    ),
    path("api/", api.landing, name="api"),
    path("api/conformance", api.conformance, name="conformance"),
    path("api/openapi.json", api.openapi, name="openapi"),
    path("api/collections", api.collections, name="collections"),
    path("api/collections/<layer:layer>", api.collection, name="collection"),
    path("api/collections/<layer:layer>/queryables", api.queryables, name="queryables"),
    path("api/collections/<layer:layer>/schema", api.schema, name="schema"),
    path("api/collections/<layer:layer>/items", features.items, name="items"),
    path("api/collections/<layer:layer>/items/<number:number>", features.item, name="item"),
    path("<layer:layer>/", listing.front_door, name="layer"),
    path("<layer:layer>/<number:number>/", cards.card, name="card"),
]
