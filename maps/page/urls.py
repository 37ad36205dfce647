"""Addresses of the public map's page."""

from django.urls import path

from maps.page import views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("list", views.list_fragment, name="list"),
    path("counts", views.counts, name="counts"),
]
