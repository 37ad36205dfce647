"""The table of contents of the site."""

from django.contrib import admin
from django.urls import include, path

from maps import health
from maps.page import remarks

handler400 = "layers.problems.unreadable"
handler500 = "layers.problems.failed"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("", include("maps.page.urls")),
    path("", include("layers.urls")),
    # Below the layers' own addresses, whose converters it speaks.
    path("<layer:layer>/<number:number>/remark", remarks.remark, name="remark"),
]
