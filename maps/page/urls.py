"""Addresses of the public map's page."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView, TemplateView

from layers.negotiation import page, read_only
from maps.page import (
    alert_feed,
    alerting,
    around,
    campaign,
    embedded,
    interchange,
    mending,
    petitions,
    placing,
    plain,
    printing,
    remarks,
    sharing,
    statement,
    thread,
    views,
)
from maps.page.picture import views as picture
from maps.page.reporting import states, steps
from maps.page.way import reaching
from maps.page.way import views as way

urlpatterns = [
    path("", read_only(views.map_page), name="map"),
    path("plain", page(plain.plain), name="plain"),
    path("map.svg", read_only(picture.map_svg), name="map-svg"),
    path("map.png", read_only(picture.map_png), name="map-png"),
    path("print", page(printing.print_page), name="print"),
    path("print.pdf", read_only(printing.print_pdf), name="print-pdf"),
    path("embed.js", read_only(embedded.script), name="embed-script"),
    path("list", read_only(views.list_fragment), name="list"),
    path("favicon.ico", RedirectView.as_view(url="/icon.svg", permanent=True)),
    path("robots.txt", TemplateView.as_view(template_name="maps/robots.txt", content_type="text/plain")),
    path("figures", read_only(views.figures), name="view-figures"),
    path("qr.svg", read_only(sharing.qr), name="qr"),
    path("short", csrf_exempt(sharing.shorten), name="short"),
    path("s/<slug:code>", read_only(sharing.follow), name="follow"),
    path("around", page(around.around), name="around"),
    path("thread", page(thread.thread_at), name="thread"),
    path("alerts", alerting.alerts, name="alerts"),
    path("alerts.atom", read_only(alert_feed.feed), name="alerts-atom"),
    path("alerts/asked", page(alerting.asked_for), name="alerts-asked"),
    path("alerts/<str:token>/", alerting.manage, name="alerts-manage"),
    path("alerts/<str:token>/confirm", alerting.letter, {"deed": "confirm"}, name="alerts-confirm"),
    path("alerts/<str:token>/stop", alerting.letter, {"deed": "stop"}, name="alerts-stop"),
    path("remark/<slug:code>", read_only(remarks.remark_state), name="remark-state"),
    path("report", steps.begin, name="report"),
    path("report/new/<uuid:number>", steps.where, name="report-place"),
    path("report/new/<uuid:number>/words", steps.tell, name="report-words"),
    path("report/new/<uuid:number>/<uuid:of>.jpg", read_only(steps.photo), name="report-photo"),
    path("report/letters/<slug:token>/confirm", states.letter, {"deed": "confirm"}, name="report-confirm"),
    path("report/letters/<slug:token>/stop", states.letter, {"deed": "stop"}, name="report-stop"),
    path("report/<slug:code>", read_only(states.state), name="report-state"),
    path("counts", read_only(views.counts), name="counts"),
    path("way", page(way.way_page), name="way"),
    path("way.svg", read_only(way.way_picture), name="way-svg"),
    path("accessibility", page(statement.statement_page), name="statement"),
    path("campaign", page(campaign.campaign_page), name="campaign"),
    path("interchange", page(interchange.page_of_formats), name="interchange"),
    path("places.a11y.json", read_only(interchange.places_as_a11yjson), name="places-a11yjson"),
    path("places.osm", read_only(interchange.places_as_osm), name="places-osm"),
    path("network.edges.json", read_only(interchange.edges), name="network-edges"),
    path("network.nodes.json", read_only(interchange.nodes), name="network-nodes"),
    path("mend", page(mending.mend_page), name="mend"),
    path("unlocated", page(placing.unlocated), name="unlocated"),
    path("reach", page(reaching.reach_page), name="reach-page"),
    path("reach.csv", read_only(reaching.shares), name="reach-csv"),
    path("api/route", read_only(way.route), name="route"),
    path("api/reach", read_only(reaching.within_reach), name="reach"),
    path("api/petitions/<path:number>", petitions.petition, name="petition-put"),
    path("api/reach/places", read_only(reaching.city_places), name="reach-places"),
]
