"""«Is it still there?»: passers-by say it of a barrier, by one button, without an account and without a script."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accessibility.life import witnesses
from accessibility.models import Barrier
from accessibility.vocabulary import GONE, SaidOfBarrier
from layers.civic.reports import visitors
from layers.civic.reports.models import Visit
from layers.problems import BadParameter, WrongMethod
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.viewer import ViewerRequest

_WHAT = "what"


def say(request: ViewerRequest, number: int) -> HttpResponse:
    """`/barriers/<id>/still-there`: a page with the question; its buttons say it. Raises NotHere, WrongMethod, Enough,
    BadParameter."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    record = one(catalogue["barriers"], request, number)
    barrier = Barrier.objects.get(pk=record.id)
    if request.method == "POST":
        what = request.POST.get(_WHAT, "")
        if what not in SaidOfBarrier.values:
            raise BadParameter(_("what is one of: %s.") % ", ".join(SaidOfBarrier.values), parameter=_WHAT)
        visitor = visitors.visitor_of(request.META)
        said = _("From here as many remarks came as one may send in a day.")
        visitors.refuse_more(visitor, Visit.Kind.REMARKED, said)
        user = request.user if request.user.is_authenticated else None
        witnesses.say(barrier, what, site=request.build_absolute_uri("/"), visitor=visitor, user=user)
        visitors.count(visitor, Visit.Kind.REMARKED)
        return redirect(f"/barriers/{barrier.pk}/still-there?said={what}")
    said = request.GET.get("said", "")
    words = {
        "record": record,
        "barrier": barrier,
        "is_over": barrier.status in GONE,
        "said": SaidOfBarrier(said).label if said in SaidOfBarrier.values else "",
        "choices": SaidOfBarrier.choices,
    }
    response = render(request, "maps/still_there.html", words)
    response.headers["Cache-Control"] = "private, no-store"
    return response
