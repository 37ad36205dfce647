"""The table of contents of the site."""

from django.contrib import admin
from django.urls import include, path

from layers.negotiation import read_only
from maps import health
from maps.page import around, remarks

handler400 = "layers.problems.unreadable"
handler500 = "layers.problems.failed"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("", include("maps.page.urls")),
    path("", include("layers.urls")),
    # Below the layers' own addresses, whose converters it speaks.
    path("<layer:layer>/<number:number>/beside", read_only(around.beside), name="beside"),
    path("<layer:layer>/<number:number>/remark", remarks.remark, name="remark"),
]
