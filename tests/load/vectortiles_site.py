"""django-vectortiles over the kiosks' table: the neighbour's own view in the smallest site that serves it.

Runs in the neighbours' environment (requirements/bench.txt), which the map's code is not a part of.
"""

import os
from urllib.parse import unquote, urlsplit

from django.conf import settings

_url = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for measuring",
    DATABASES={
        "default": {
            "ENGINE": "django.contrib.gis.db.backends.postgis",
            "NAME": _url.path.lstrip("/"),
            "USER": _url.username or "",
            "HOST": unquote(_url.hostname or ""),
            "PORT": str(_url.port or ""),
            "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=["django.contrib.gis"],
    GDAL_LIBRARY_PATH=os.environ["GDAL_LIBRARY_PATH"],
    GEOS_LIBRARY_PATH=os.environ["GEOS_LIBRARY_PATH"],
)

import django  # noqa: E402

django.setup()

from django.contrib.gis.db import models  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from vectortiles import VectorLayer  # noqa: E402
from vectortiles.views import MVTView  # noqa: E402


class Kiosk(models.Model):
    """As much of the table as a tile shows."""

    permit_state = models.TextField()
    public_geom = models.PointField()

    class Meta:
        app_label = "vectortiles_site"
        db_table = "kiosks_kiosk"
        managed = False


class Kiosks(VectorLayer):
    model = Kiosk
    id = "kiosks"
    geom_field = "public_geom"
    tile_fields = ("id", "permit_state")
    tile_buffer = 64


class Tiles(MVTView):
    layer_classes = [Kiosks]


urlpatterns = [path("tiles/<int:z>/<int:x>/<int:y>", Tiles.as_view())]
application = get_wsgi_application()
