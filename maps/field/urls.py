"""The addresses of the field app."""

from django.urls import include, path

from layers.negotiation import read_only
from maps.field import views
from maps.walks.views import near

urlpatterns = [
    path("", read_only(views.shell), name="field"),
    path("manifest.webmanifest", read_only(views.manifest), name="field-manifest"),
    path("worker.js", read_only(views.worker), name="field-worker"),
    path("paper/<slug:slug>", read_only(views.paper), name="field-paper"),
    path("walked", near, name="field-walked"),
    path("", include("layers.surveys.urls")),
]
