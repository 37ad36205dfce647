"""«Something is wrong here»: a visitor says it of an object, without an account, and can see what became of it.

Nothing is asked or kept of the person. What bounds the flood is how many remarks one visitor may send in a day, by the
salted hash that reports are counted by: nobody is kept from remarking by what others have said.
"""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.civic.reports import visitors
from layers.civic.reports.models import Visit
from layers.distance import metres_between
from layers.layer import Group, Layer
from layers.problems import NotHere, WrongMethod
from layers.surfaces.cards import one
from layers.surveys import photos
from layers.viewer import ViewerRequest
from maps.models import Remark


class RemarkForm(forms.ModelForm):
    """What is wrong, in which words, and perhaps a photo of it."""

    photo = forms.FileField(required=False)

    def __init__(self, layer: Layer, data: QueryDict | None, files: Any = None) -> None:
        super().__init__(data, files)
        kinds = [kind for kind in Remark.Kind if kind != Remark.Kind.ACCESS or layer.group is Group.ACCESS]
        # Without the empty choice that Django offers: nothing is chosen until somebody chooses.
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    def clean_photo(self) -> Any:
        """Its pixels alone, and where it was taken from."""
        sent = self.cleaned_data.get("photo")
        if not sent:
            return None
        if sent.size > photos.LARGEST:
            raise ValidationError(_("A photo has at most %s MB.") % (photos.LARGEST // 1024 // 1024))
        try:
            return photos.cleaned(sent.file)
        except photos.NotAPhoto as error:
            raise ValidationError(str(error)) from None

    class Meta:
        model = Remark
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 5, "maxlength": 2000})}
        error_messages = {
            "kind": {"required": gettext_lazy("Choose what is wrong.")},
            "text": {"required": gettext_lazy("Say in a few words what is wrong, and how it really is.")},
        }


def remark(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/<layer>/<id>/remark`: the form, and what it sends. Raises NotHere for what the visitor may not see, Enough for
    who has sent too many remarks."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise WrongMethod(str(request.method), "GET, HEAD, POST")
    record = one(layer, request, number)
    is_sent = request.method == "POST"
    form = RemarkForm(layer, request.POST if is_sent else None, request.FILES if is_sent else None)
    if request.method == "POST" and form.is_valid():
        visitor = visitors.visitor_of(request.META)
        _refuse_flood(visitor)
        said: Any = form.save(commit=False)
        said.code, said.layer, said.feature_id = secrets.token_hex(6), layer.slug, number
        said.title = record.headline[:300]
        if form.cleaned_data["photo"]:
            picture, taken_from = form.cleaned_data["photo"]
            said.photo.save(f"{timezone.now():%Y/%m}/{secrets.token_urlsafe(24)}.jpg", picture, save=False)
            if taken_from and record.centre:
                said.photo_distance = round(metres_between(record.centre, taken_from.coords))
        said.save()
        visitors.count(visitor, Visit.Kind.REMARKED)
        return HttpResponseRedirect(f"/remark/{said.code}")
    response = render(request, "maps/remark.html", {"layer": layer, "record": record, "form": form})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def remark_state(request: HttpRequest, code: str) -> HttpResponse:
    """`/remark/<code>`: what became of a remark, for whoever knows its code. Raises NotHere."""
    said = Remark.objects.filter(code=code).first()
    if said is None:
        raise NotHere(_("There is no such remark. Its number may have been copied in part."))
    response = render(request, "maps/remark_state.html", {"remark": said})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _refuse_flood(visitor: str) -> None:
    said = _("From here as many remarks came as one may send in a day.")
    visitors.refuse_more(visitor, Visit.Kind.REMARKED, said)
