"""The addresses of the field app's protocol."""

from django.urls import path

from layers.surveys import protocol, views

urlpatterns = [
    path("openapi.json", protocol.openapi, name="field-openapi"),
    path("me", views.me, name="field-me"),
    path("surveys", views.asked, name="field-surveys"),
    path("area", views.area, name="field-area"),
    path("area.pmtiles", views.tiles, name="field-tiles"),
    path("observations/", views.mine, name="field-mine"),
    path("observations/<uuid:number>", views.observation, name="field-observation"),
    path("photos/<uuid:number>", views.photo, name="field-photo"),
]
