"""What became of a report, for whoever has its secret address; and what its letters lead to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from layers.civic.reports import actions
from layers.civic.reports.models import Follower
from layers.civic.reports.vocabulary import State
from layers.problems import NotHere, WrongMethod


def state(request: HttpRequest, code: str) -> HttpResponse:
    """`/report/<code>`: how far it is, and the answer. Raises NotHere."""
    follower = Follower.objects.select_related("report").filter(code=code).first()
    if follower is None:
        raise NotHere(_("There is no such report. Its address may have been copied in part."))
    report = follower.report
    stations = [
        (_("Received"), report.reported_on, True),
        (_("Being looked into"), report.taken_up_on, report.state != State.RECEIVED),
        (
            _("Not confirmed") if report.state == State.DECLINED else _("Answered"),
            report.answered_on,
            report.is_settled,
        ),
    ]
    words = {
        "follower": follower,
        "report": report,
        "stations": stations,
        "address": request.build_absolute_uri(follower.path),
        "photos": report.photos.count(),
    }
    return _shown(request, "maps/report_state.html", words)


@csrf_exempt
def letter(request: HttpRequest, token: str, deed: str) -> HttpResponse:
    """`/report/letters/<token>/confirm`, `…/stop`: asks once more; the button does it. Programs that look at links, and
    only look, change nothing; a mail program's own button sends without asking (RFC 8058).

    Whoever has the token may do it, from wherever: it stands for the token of a form. Raises NotHere, WrongMethod.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    is_done = request.method == "POST"
    if is_done:
        follower = actions.confirm(token) if deed == "confirm" else actions.stop(token)
    else:
        follower = actions.of_letter(token)
    words = {"follower": follower, "deed": deed, "is_done": is_done}
    return _shown(request, "maps/report_letter.html", words)


def _shown(request: HttpRequest, template: str, words: dict[str, Any]) -> HttpResponse:
    response = render(request, template, words)
    response.headers["Cache-Control"] = "private, no-store"
    # The address is a secret of its own: no page that is followed from here learns it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
