"""Where the surfaces are: a table of contents."""

from django.urls import path, register_converter

from layers import converters
from layers.surfaces import features, tiles

register_converter(converters.LayerConverter, "layer")
register_converter(converters.LayersConverter, "layers")
register_converter(converters.ZoomConverter, "number")

urlpatterns = [
    path("tiles/<layers:layers>/<number:z>/<number:x>/<number:y>.mvt", tiles.tile, name="tile"),
    path("api/collections/<layer:layer>/items", features.items, name="items"),
    path("api/collections/<layer:layer>/items/<int:number>", features.item, name="item"),
]
