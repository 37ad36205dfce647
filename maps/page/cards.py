"""The card of a place by КМУ № 537, as data and as a document: `/places/<id>/card.json`, `/places/<id>/card.pdf`."""

from django.http import HttpResponse, JsonResponse

from accessibility import card
from accessibility.models import Place
from layers.negotiation import refuse_others
from layers.query import LANGUAGE
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.viewer import ViewerRequest


def card_json(request: ViewerRequest, number: int) -> HttpResponse:
    """Raises NotHere, BadParameter."""
    return JsonResponse(
        card.as_json(_place(request, number)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


def card_pdf(request: ViewerRequest, number: int) -> HttpResponse:
    """Raises NotHere, BadParameter."""
    place = _place(request, number)
    content = card.as_pdf(place, request.build_absolute_uri(f"/places/{place.pk}/"))
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="card-{place.pk}.pdf"'
    return answer


def _place(request: ViewerRequest, number: int) -> Place:
    """A place that this viewer may see."""
    refuse_others(request, {LANGUAGE})
    record = one(catalogue["places"], request, number)
    return Place.objects.select_related("audit").get(pk=record.id)
