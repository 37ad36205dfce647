"""The table of contents of the site."""

from django.contrib import admin
from django.urls import include, path

from layers.negotiation import read_only
from layers.surveys import shown
from maps import health, identity, installing, styleguide
from maps.page import around, barriers, cards, papers, placing, remarks, thread

handler400 = "layers.problems.unreadable"
handler500 = "layers.problems.failed"

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("icon.svg", read_only(installing.drawn), name="icon"),
    path("city.css", read_only(identity.colours), name="city-colours"),
    path("arms.svg", read_only(identity.arms), name="arms"),
    path("icon-<int:size>.png", read_only(installing.painted), name="icon-png"),
    path("icon-maskable.png", read_only(installing.painted), {"size": 512, "whole": True}),
    path("manifest.webmanifest", read_only(installing.manifest), name="manifest"),
    path("sw.js", read_only(installing.worker), name="worker"),
    path("offline", read_only(installing.offline), name="offline"),
    path("styleguide/", read_only(styleguide.styleguide), name="styleguide"),
    path("photos/<uuid:number>.jpg", read_only(shown.picture), name="photo"),
    path("photos/<uuid:number>-small.jpg", read_only(shown.picture), {"small": True}, name="photo-small"),
    path("papers/<str:name>", read_only(papers.paper), name="paper"),
    path("field/", include("maps.field.urls")),
    path("", include("maps.page.urls")),
    path("", include("layers.urls")),
    # Below the layers' own addresses, whose converters it speaks.
    path("barriers/<number:number>/still-there", barriers.say, name="still-there"),
    path("places/<number:number>/card.json", read_only(cards.card_json), name="card-json"),
    path("places/<number:number>/card.pdf", read_only(cards.card_pdf), name="card-pdf"),
    path("<layer:layer>/<number:number>/beside", read_only(around.beside), name="beside"),
    path("<layer:layer>/<number:number>/remark", remarks.remark, name="remark"),
    path("<layer:layer>/<number:number>/thread/", read_only(thread.thread_of), name="thread-of"),
    path("<layer:layer>/<number:number>/place", placing.suggest, name="suggest-place"),
]
