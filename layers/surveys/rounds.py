"""From a list of the back office to a round: the objects that were picked out are asked of an inspector."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import action
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from layers.surveys.survey import surveys


@action(description=_("Ask an inspector to look at the selected ones"), permissions=["round"])
def ask_for(modeladmin: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
    """Leads to the form of a new round, with the objects filled in."""
    survey = next(one for one in surveys if one.layer.model is modeladmin.model)
    numbers = ",".join(map(str, queryset.order_by("pk").values_list("pk", flat=True)[:500]))
    words = urlencode({"survey": survey.slug, "objects_asked": numbers})
    return HttpResponseRedirect(f"{reverse('admin:surveys_round_add')}?{words}")
