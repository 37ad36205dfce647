"""`/report`: photos, then the place, then words: three forms that need no script and no account.

What was sent is kept as a draft between the steps, under an address that nobody can guess, for a day.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.vocabulary import BarrierKind, Severity
from layers.areas import NEAR, parse_near
from layers.civic.reports import actions
from layers.civic.reports.models import Draft, ReportPhoto
from layers.civic.reports.visitors import visitor_of
from layers.civic.reports.vocabulary import Category
from layers.feature import LocationSource
from layers.neighbours import close_to
from layers.problems import BadParameter, NotHere, WrongMethod
from layers.query import TEXT, parse_text
from layers.reference import community
from layers.surveys import photos
from layers.surveys.shown import served
from layers.viewer import ViewerRequest
from maps.page.around import places
from maps.page.context import city
from maps.page.picture.frame import AT
from maps.page.place import name_of
from maps.page.reporting import pointing

#: metres within which something may be what is meant
CLOSE, MOST_CLOSE = 30, 6
#: a barrier that is to stay longer is none that goes by itself
_LONGEST_STAY = timedelta(days=731)
#: layer → what is reported of its objects
_CATEGORIES = {"kiosks": Category.KIOSK, "advertising": Category.ADVERTISING, "barriers": Category.BARRIER}


class WordsForm(forms.Form):
    """What it is, and who is to be told of the answer."""

    category = forms.ChoiceField(
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )
    said = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5, "maxlength": 2000})
    )
    #: of a barrier only, as far as one can say
    kind = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("I do not know")), *BarrierKind.choices]
    )
    severity = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("I do not know")),
            *((one.value, one.label) for one in Severity if one not in (Severity.UNKNOWN, Severity.NONE)),
        ],
    )
    lasts_until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    email = forms.EmailField(required=False, max_length=254)
    #: nobody sees it: a machine that fills in every field does
    website = forms.CharField(required=False)

    def __init__(self, draft: Draft, data: QueryDict | None) -> None:
        super().__init__(data, initial={"category": _category_of(draft.about)})
        self.has_photo = draft.photos.exists()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(
                _("One field has to stay empty, and a program filled it in: switch that off.")
            )
        return ""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email and not takes_letters():
            raise ValidationError(_("This map sends no letters: leave the address empty."))
        return email

    def clean_lasts_until(self) -> date | None:
        until: date | None = self.cleaned_data["lasts_until"]
        today = timezone.localdate()
        if until and not today <= until <= today + _LONGEST_STAY:
            raise ValidationError(_("Until when it is there: a day from today on, within two years."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("category") != Category.BARRIER:
            cleaned |= {"kind": "", "severity": "", "lasts_until": None}
        is_shown = self.has_photo and cleaned.get("category") != Category.OTHER
        if "said" in cleaned and not cleaned["said"] and not is_shown:
            self.add_error("said", _("Say in a few words what you saw."))
        return cleaned


def _category_of(about: str) -> str:
    """What a report about an object is about most likely; nothing where no object was named."""
    return _CATEGORIES.get(about.strip("/").split("/")[0], Category.OTHER) if about else ""


def takes_letters() -> bool:
    """Whether anything could be sent; a demonstration writes its letters to the log."""
    return bool(settings.EMAIL_HOST or settings.DEMONSTRATION)


def begin(request: ViewerRequest) -> HttpResponse:
    """`/report`, `/report?near=longitude,latitude`: the first step, photos. Raises WrongMethod."""
    _allow(request)
    asked = request.POST if request.method == "POST" else request.GET
    near, flaws = _near(request, asked), []
    if request.method == "POST":
        sent = request.FILES.getlist("photos")
        try:
            draft = actions.begin(_sound(sent), visitor_of(request.META))
            if near:
                actions.put(draft, near, LocationSource.HAND)
            else:
                _take_the_photos_place(draft)
        except ValidationError as flaw:
            flaws = flaw.messages
        else:
            view = f"?at={asked[AT]}" if asked.get(AT) else ""
            return _see(f"/report/new/{draft.pk}{view}")
    words = {"near": near, "at": asked.get(AT, ""), "flaws": flaws, "most": actions.MOST_PHOTOS}
    return _shown(request, "maps/report_photos.html", words)


def where(request: ViewerRequest, number: UUID) -> HttpResponse:
    """`/report/new/<uuid>`: the second step, the place. Raises WrongMethod, NotHere."""
    _allow(request)
    draft = _draft(number)
    params = request.POST if request.method == "POST" else request.GET
    flaws: list[str] = []
    try:
        frame = pointing.frame_of(draft.geom, params)
    except BadParameter:
        frame = pointing.frame_of(draft.geom, QueryDict())
    if request.method == "POST":
        try:
            if "about" in params:
                _tell_about(request, draft, str(params["about"]))
                return _see(f"/report/new/{draft.pk}/words")
            if "next" in params:
                actions.refuse_placeless(draft)
                return _see(f"/report/new/{draft.pk}/words")
            frame = pointing.deed(partial(actions.put, draft), params, frame, actions.taken_from(draft))
        except ValidationError as flaw:
            flaws = flaw.messages
        else:
            return _see(f"/report/new/{draft.pk}?at={frame.at}#where")
    text, taken = _text(request), actions.taken_from(draft)
    words = {
        "draft": draft,
        "path": f"/report/new/{draft.pk}",
        "frame": frame,
        "sources": pointing.sources(frame, city(request)["theme"], pointing.what_stands()),
        "tall": pointing.TALL,
        "wide": pointing.WIDE,
        "flaws": flaws,
        "text": text,
        "places": places(text) if text else [],
        "photos": draft.photos.all(),
        "taken_from": taken if taken != draft.geom else None,
        "is_elsewhere": _is_elsewhere(draft),
    }
    return _shown(request, "maps/report_place.html", words | _told_of(request, draft))


def tell(request: ViewerRequest, number: UUID) -> HttpResponse:
    """`/report/new/<uuid>/words`: the last step; what it sends becomes a report. Raises WrongMethod, NotHere."""
    _allow(request)
    draft = _draft(number)
    if draft.geom is None:
        return _see(f"/report/new/{draft.pk}")
    form = WordsForm(draft, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        said = actions.Words(
            Category(told["category"]),
            told["said"],
            name_of(*draft.geom.coords)[:300],
            told["email"],
            kind=told["kind"],
            severity=told["severity"],
            lasts_until=told["lasts_until"],
        )
        try:
            follower = actions.send(
                draft.pk,
                said,
                site=request.build_absolute_uri("/"),
                visitor=visitor_of(request.META),
            )
        except ValidationError as flaw:
            form.add_error(None, flaw)
        else:
            return _see(follower.path)
    words = {
        "form": form,
        "draft": draft,
        "photos": draft.photos.all(),
        "takes_letters": takes_letters(),
    }
    return _shown(request, "maps/report_words.html", words | {"name": name_of(*draft.geom.coords)})


def photo(request: ViewerRequest, number: UUID, of: UUID) -> HttpResponseBase:
    """`/report/new/<uuid>/<uuid>.jpg`: what was sent, for whoever goes on with the draft. Raises NotHere."""
    found = ReportPhoto.objects.filter(pk=of, draft_id=number).first()
    if found is None:
        raise NotHere(_("There is no such photo, or it is not published."))
    return served(request, found.small)


def _allow(request: ViewerRequest) -> None:
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")


def _draft(number: UUID) -> Draft:
    draft = Draft.objects.filter(pk=number).first()
    if draft is None:
        raise NotHere(actions.gone())
    return draft


def _near(request: ViewerRequest, params: QueryDict) -> Point | None:
    """The place that a link has given; one that cannot be understood is left out, and said."""
    if not params.get(NEAR):
        return None
    try:
        place = Point(*parse_near(str(params[NEAR]))[0], srid=4326)
        if community.contains(place):
            return place
    except BadParameter:
        pass
    request.left_out = [NEAR]  # type: ignore[attr-defined]
    return None


def _sound(sent: list[Any]) -> list[Any]:
    """Files that are few and small enough. Raises ValidationError."""
    if len(sent) > actions.MOST_PHOTOS:
        raise ValidationError(_("At most %s photos are taken. Choose the clearest.") % actions.MOST_PHOTOS)
    if any(one.size > photos.LARGEST for one in sent):
        raise ValidationError(_("A photo has at most %s MB.") % (photos.LARGEST // 1024 // 1024))
    return [one.file for one in sent]


def _take_the_photos_place(draft: Draft) -> None:
    taken = actions.taken_from(draft)
    if taken:
        actions.put(draft, taken, LocationSource.GPS)


def _is_elsewhere(draft: Draft) -> bool:
    """Whether a camera says that it was outside of the community."""
    return draft.photos.exclude(taken_from=None).exists() and actions.taken_from(draft) is None


def _told_of(request: ViewerRequest, draft: Draft) -> dict[str, Any]:
    """What the place is called, and what stands there already."""
    if draft.geom is None:
        return {"name": "", "close": []}
    longitude, latitude = draft.geom.coords
    found = close_to(longitude, latitude, CLOSE, request.viewer, limit=MOST_CLOSE, exact=True)
    return {"name": name_of(longitude, latitude), "close": found}


def _tell_about(request: ViewerRequest, draft: Draft, path: str) -> None:
    """Which of the objects close by it is about. Raises ValidationError for one that is none of them."""
    found = next((near for near in _told_of(request, draft)["close"] if near.url == path), None)
    if found is None:
        raise ValidationError(_("Choose one of the objects below, or go on without one."))
    actions.tell_about(draft, path, str(found.headline))


def _text(request: ViewerRequest) -> str:
    try:
        return parse_text(request.GET.get(TEXT, ""))
    except BadParameter:
        return ""


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _shown(request: ViewerRequest, template: str, words: dict[str, Any]) -> HttpResponse:
    response = render(request, template, words)
    response.headers["Cache-Control"] = "private, no-store"
    return response
