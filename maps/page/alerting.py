"""Being told what happens: the form of a subscription, and the pages that its letters lead to. No page needs a script.

`/alerts?…` takes the words of the map's address: whoever sees something there is one step from being told of it.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from layers.alerts import actions
from layers.alerts.letters import groups_of
from layers.alerts.models import Letter, Subscription
from layers.alerts.tasks import tell
from layers.areas import Circle, Surroundings
from layers.civic.reports import visitors
from layers.civic.reports.models import Visit
from layers.problems import WrongMethod
from layers.query import LANGUAGE, parse_text
from layers.viewer import ViewerRequest
from maps.page import leftovers, place
from maps.page.around import places
from maps.page.asked import FIND, WHAT, Asked, asked_of
from maps.page.chips import metres
from maps.page.presets import eventful, topical
from maps.page.reporting.steps import takes_letters
from maps.page.state import LAYERS

#: events that the form shows of those that would have been told
_MOST_SHOWN = 6
_LETTERS_SHOWN = 10
_MOST_PLACES = 8
#: metres round a place that are offered
_RADII = tuple(length for length in place.RADII if length <= actions.MOST_METRES)
_ALONG = (20, 50, 100, 300)


class SubscriptionForm(forms.Form):
    """Where letters go, how often, and about how much."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write the address that the letters shall go to."),
            "invalid": gettext_lazy("This is no address for e-mail. One looks like this: name@example.org"),
            "max_length": gettext_lazy("An address for e-mail has at most 254 characters."),
        },
    )
    pace = forms.ChoiceField(choices=Subscription.Pace, widget=forms.RadioSelect)
    what = forms.ChoiceField(
        choices=[
            ("states", gettext_lazy("what is new, gone or in another state")),
            ("all", gettext_lazy("every change")),
        ],
        widget=forms.RadioSelect,
    )
    #: whether it is kept beside the address for whom the map is judged
    keeps_person = forms.BooleanField(
        required=False, widget=forms.CheckboxInput({"aria-describedby": "person-hint"})
    )
    #: people leave it empty
    website = forms.CharField(required=False)


def alerts(request: ViewerRequest) -> HttpResponse:
    """`/alerts?…`: what one would be told of, and the form. Raises WrongMethod, BadParameter, Enough."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    is_sent = request.method == "POST"
    words: QueryDict = QueryDict(str(request.POST.get("words", ""))) if is_sent else request.GET
    # Whoever comes with no question mostly wants to know of everything at home.
    is_bare = not is_sent and not words.keys() - {LANGUAGE, FIND}
    if is_bare:
        words = _everything(words)
    # What a reader's own address cannot say is left out, and said; what a form sends is taken strictly.
    asked = asked_of(words, forgiving=not is_sent)
    first = {"pace": Subscription.Pace.DAILY, "what": asked.what}
    form = SubscriptionForm(request.POST if is_sent else None, initial=first)
    if is_sent and form.is_valid():
        try:
            _subscribe(request, asked, form.cleaned_data)
        except ValidationError as flaw:
            form.add_error(None, flaw)
        else:
            return HttpResponseRedirect("/alerts/asked", status=303)
    response = render(request, "maps/alerts.html", _words(asked, form) | {"is_bare": is_bare})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _everything(words: QueryDict) -> QueryDict:
    """The same words about all layers on which things happen."""
    found = words.copy()
    found[LAYERS] = ",".join(layer.slug for layer in eventful())
    return found


def _subscribe(request: ViewerRequest, asked: Asked, told: dict[str, Any]) -> None:
    """Raises ValidationError, Enough."""
    visitor = visitors.visitor_of(request.META)
    said = _("From here as many subscriptions came as one may ask for in a day.")
    visitors.refuse_more(visitor, Visit.Kind.ALERTED, said)
    if told["website"]:
        # A program filled in what people do not see: it is told the same, and nothing is kept.
        return
    if not told["keeps_person"]:
        asked = asked.without_person()
    actions.subscribe(
        actions.Wish(
            email=told["email"],
            words=asked.address,
            title=asked.title,
            parts=asked.parts,
            pace=Subscription.Pace(told["pace"]),
            states_only=told["what"] != "all",
            language=get_language() or settings.LANGUAGE_CODE,
            site=request.build_absolute_uri("/"),
        )
    )
    visitors.count(visitor, Visit.Kind.ALERTED)
    tell.enqueue()


def _words(asked: Asked, form: SubscriptionForm) -> dict[str, Any]:
    text = parse_text(asked.find)
    news, count = asked.recent(_MOST_SHOWN)
    return {
        "asked": asked,
        "dropped": leftovers.told(asked.dropped, asked.viewer),
        "form": form,
        "news": news,
        "count": count,
        "layers": [
            (layer, layer in asked.layers)
            for layer in topical()
            # What follows by rule is no part of «all layers»; it stands here for whoever came with it.
            if layer in asked.layers or not layer.by_rule
        ],
        "radii": list(_radii(asked)),
        "text": text,
        "places": [(one, asked.at(one)) for one in places(text)[:_MOST_PLACES]] if text else [],
        "takes_letters": takes_letters(),
    }


def _radii(asked: Asked) -> Any:
    """Other radii round the same place: words, the address, whether it is the one."""
    for area in asked.areas:
        offered = _RADII if isinstance(area, Circle) else _ALONG if isinstance(area, Surroundings) else ()
        for length in offered:
            yield metres(length), asked.within_metres(area, length), length == area.metres  # type: ignore[union-attr]
        if offered:
            return


def asked_for(request: HttpRequest) -> HttpResponse:
    """`/alerts/asked`: a letter is on its way."""
    return render(request, "maps/alert_asked.html", {"days": actions.UNCONFIRMED_KEPT.days})


@csrf_exempt
def letter(request: HttpRequest, token: str, deed: str) -> HttpResponse:
    """`/alerts/<token>/confirm`, `…/stop`: asks once more; the button does it. Programs that look at links, and only
    look, change nothing; a mail program's own button sends without asking (RFC 8058).

    Whoever has the token may do it, from wherever: it stands for the token of a form. Raises NotHere, WrongMethod.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    is_done = request.method == "POST"
    if is_done:
        subscription = actions.confirm(token) if deed == "confirm" else actions.end(token)
    else:
        subscription = actions.of_letter(token)
    words = {"subscription": subscription, "deed": deed, "is_done": is_done}
    return _seen(render(request, "maps/alert_letter.html", words))


@csrf_exempt
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """`/alerts/<token>/`: what is told, how often, and what was; its buttons change it. Raises NotHere, WrongMethod."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    if request.method == "POST":
        _change(token, request.POST)
        return _seen(HttpResponseRedirect(f"/alerts/{token}/?done=yes", status=303))
    subscription = actions.of_letter(token)
    sent = subscription.letters.filter(kind=Letter.Kind.NEWS, settled_at__isnull=False)
    words = {
        "subscription": subscription,
        "is_done": "done" in request.GET,
        "paces": Subscription.Pace.choices,
        "letters": [(one, groups_of(one)) for one in sent.order_by("-settled_at")[:_LETTERS_SHOWN]],
    }
    return _seen(render(request, "maps/alert_manage.html", words))


def _change(token: str, sent: QueryDict) -> None:
    match sent.get("deed"):
        case "pause":
            actions.pause(token)
        case "resume":
            actions.resume(token)
        case "stop":
            actions.end(token)
        case _:
            pace = str(sent.get("pace", ""))
            if pace in Subscription.Pace.values:
                actions.change(token, Subscription.Pace(pace), states_only=sent.get(WHAT) != "all")


def _seen(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    # The address of a subscription is a secret of its own: no page that is followed from here learns it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
