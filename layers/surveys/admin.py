"""The back office of the field work: what came in and what became of it, and the review of photos."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, SimpleListFilter, action, display, register
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.distance import metres_between
from layers.registry import catalogue
from layers.surveys import photos, review
from layers.surveys.models import Fate, Observation, Photo, Reviewable, Round
from layers.surveys.rescue import bring
from layers.surveys.shown import served
from layers.surveys.survey import Survey, surveys
from layers.surveys.verdicts import LONGEST, set_aside


class RescueForm(forms.Form):
    """Whose device it was, and the file."""

    inspector = forms.ModelChoiceField(
        label=gettext_lazy("Whose device it is"),
        queryset=get_user_model().objects.filter(is_active=True).order_by("username"),
    )
    file = forms.FileField(label=gettext_lazy("File"))


@register(Observation)
class ObservationAdmin(ModelAdmin):  # type: ignore[type-arg]
    """What was sent from the field. Nobody writes it here: it is what somebody said."""

    list_display = ("received_at", "deed", "object", "by", "fate", "why")
    list_filter = ("fate", "deed", "survey", "by")
    ordering = ("-received_at", "-pk")
    date_hierarchy = "received_at"
    search_fields = ("=id", "=feature_id", "note")
    search_help_text = gettext_lazy("Searched in: the number, the number of the object, the note.")
    fields = (
        "id", "deed", "object", "by", "made_at", "received_at", "clock", "device", "placing", "accuracy",
        "said", "note", "fate", "why", "pictures",
    )  # fmt: skip
    readonly_fields = fields
    list_per_page = 50

    change_list_template = "admin/surveys/observations.html"
    actions = ("set_aside",)

    def get_urls(self) -> list[Any]:
        own = path("rescue/", self.admin_site.admin_view(self.rescue), name="surveys_observation_rescue")
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        more = {"may_bring": _may_bring(request)} | (extra_context or {})
        return super().changelist_view(request, more)

    def rescue(self, request: HttpRequest) -> HttpResponseBase:
        """A file that the field app saved, brought in in the name of its inspector."""
        if not _may_bring(request):
            raise PermissionDenied
        form = RescueForm(request.POST or None, request.FILES or None)
        brought = None
        if request.method == "POST" and form.is_valid():
            brought = bring(form.cleaned_data["file"].file, form.cleaned_data["inspector"])
        context = self.admin_site.each_context(request) | {
            "title": _("Bring in a file of the field app"),
            "form": form,
            "brought": brought,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/surveys/rescue.html", context)

    @action(description=gettext_lazy("Set aside, with a reason"), permissions=["judge"])
    def set_aside(self, request: HttpRequest, queryset: QuerySet[Observation]) -> HttpResponseBase | None:
        """Asks for the reason first."""
        rows = queryset.filter(fate=Fate.ACCEPTED).order_by("-received_at")
        if not rows:
            self.message_user(request, _("Only what was accepted can be set aside."), messages.WARNING)
            return None
        reason, flaw = request.POST.get("reason"), ""
        if reason is not None:
            try:
                changed = set_aside([row.pk for row in rows], reason)
            except ValidationError as error:
                flaw = error.messages[0]
            else:
                for row in changed:
                    self.log_change(request, row, _("Set aside: %s") % reason.strip())
                self.message_user(request, _("Set aside: %s") % len(changed), messages.SUCCESS)
                return None
        context = self.admin_site.each_context(request) | {
            "title": _("Set aside what was observed"),
            "rows": rows,
            "reason": reason or "",
            "flaw": flaw,
            "longest": LONGEST,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/surveys/set_aside.html", context)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return _may_bring(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=gettext_lazy("object"))
    def object(self, row: Observation) -> str:
        return _object(row)

    @display(description=gettext_lazy("why"))
    def why(self, row: Observation) -> str:
        return " ".join(str(flaw.get("said", "")) for flaw in row.flaws)

    @display(description=gettext_lazy("answers"))
    def said(self, row: Observation) -> SafeString:
        survey = surveys.get(row.survey)
        lines = (_in_words(survey, name, answer) for name, answer in row.answers.items())
        return format_html_join("", "{}: <b>{}</b><br>", lines)

    @display(description=gettext_lazy("clock of the device ahead by"))
    def clock(self, row: Observation) -> str:
        if row.clock_ahead is None:
            return _("not known")
        return _("%s s") % round(row.clock_ahead.total_seconds())

    @display(description=gettext_lazy("photos"))
    def pictures(self, row: Observation) -> SafeString:
        photos = Photo.objects.filter(observation_id=row.pk, state=Photo.State.STORED)
        return format_html_join(" ", "{}", ((_thumbnail(photo),) for photo in photos))


def _may_bring(request: HttpRequest) -> bool:
    return bool(getattr(request, "user", None) and request.user.has_perm("surveys.add_observation"))


class Waiting(SimpleListFilter):
    """What is to be done: photos that nobody has looked at."""

    title = gettext_lazy("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", _("to be reviewed")), ("published", _("published")), ("withheld", _("not shown"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.exclude(picture="").filter(reviewed_at=None)
            case "published":
                return queryset.filter(published=True)
            case "withheld":
                return queryset.filter(published=False).exclude(reviewed_at=None)
        return queryset


class ReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is seen, and what has to be covered before everybody may see it."""

    covers = forms.JSONField(
        label=gettext_lazy("Covered"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "covers"}),
        help_text=gettext_lazy(
            "Faces and number plates: draw over them in the picture. In numbers: left, top, width and height in "
            "shares of the picture."
        ),
    )

    class Meta:
        model = Photo
        fields = ("said", "covers")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "_withhold" not in self.data:
            review.checked(self.instance, cleaned.get("covers") or [], str(cleaned.get("said", "")))
        return cleaned


class ReviewAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Photos are looked at one by one: what is recognisable is covered, then everybody sees the copy."""

    form = ReviewForm
    list_display_links = ("small_picture",)
    list_filter: ClassVar[Any] = (Waiting,)
    fields: ClassVar[Any] = ("object", "taken", "picture_to_cover", "said", "covers")
    readonly_fields: ClassVar[Any] = ("object", "taken", "picture_to_cover")
    change_form_template = "admin/surveys/photo.html"
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        name = _picture_name(self.model)
        own = path("<uuid:number>/<str:size>.jpg", self.admin_site.admin_view(self.picture), name=name)
        return [own, *super().get_urls()]

    def picture(self, request: Any, number: Any, size: str) -> HttpResponseBase:
        """The sealed picture, for who may review; written anew from its pixels when it came."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        photo = get_object_or_404(self.model, pk=number)
        if not photo.is_whole:
            raise Http404
        return served(request, photo.small if size == "small" else photo.picture)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "_withhold" in request.POST:
            review.withhold(obj, request.user)
        else:
            review.publish(obj, form.cleaned_data["covers"] or [], obj.said, request.user)

    @display(description=gettext_lazy("photo"))
    def small_picture(self, photo: Reviewable) -> SafeString | str:
        if not photo.is_whole:
            return "—"
        return format_html(
            '<img src="{}" alt="{}" width="96" height="72" loading="lazy">',
            picture_address(photo, "small"),
            photo.said or _("photo, not described yet"),
        )

    @display(description=gettext_lazy("picture"))
    def picture_to_cover(self, photo: Reviewable) -> SafeString | str:
        if not photo.is_whole:
            return getattr(photo, "flaw", "") or _("This photo has not arrived as a whole.")
        return format_html(
            '<div class="cover-tool"><img src="{}" alt="{}" width="{}" height="{}"></div>',
            picture_address(photo, "whole"),
            photo.said,
            photo.width,
            photo.height,
        )


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    """A picture that the office sends is taken as those from the field are: its pixels alone, and when and where it was
    taken."""

    file = forms.FileField(label=gettext_lazy("photo"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        sent = cleaned.get("file")
        if not sent:
            if not self.instance.picture:
                self.add_error("file", _("Choose a photo."))
            return cleaned
        if sent.size > photos.LARGEST:
            self.add_error("file", _("A photo has at most %s MB.") % (photos.LARGEST // 1024 // 1024))
            return cleaned
        try:
            camera = photos.fill(self.instance, sent.file)
            self.instance.taken_at, self.instance.taken_from = camera.taken_at, camera.taken_from
        except photos.NotAPhoto as flaw:
            self.add_error("file", str(flaw))
        return cleaned


@register(Photo)
class PhotoAdmin(ReviewAdmin):
    """What inspectors took."""

    list_display = ("small_picture", "object", "by", "received_at", "state", "published", "reviewed_at")
    list_filter: ClassVar[Any] = (Waiting, "state")
    ordering: ClassVar[Any] = (F("reviewed_at").asc(nulls_first=True), "-received_at")

    @display(description=gettext_lazy("object"))
    def object(self, photo: Photo) -> str:
        row = Observation.objects.filter(pk=photo.observation_id).first()
        return _object(row) if row else _("The observation has not arrived yet")

    @display(description=gettext_lazy("taken"))
    def taken(self, photo: Photo) -> str:
        """When and how far from the object, by what the camera wrote; to be compared, never trusted."""
        said = [_("by the device: %s") % _moment(photo.made_at)] if photo.made_at else []
        if photo.taken_at:
            said.append(_("by the camera: %s") % _moment(photo.taken_at))
        row = Observation.objects.filter(pk=photo.observation_id).first()
        if photo.taken_from and row and row.geom:
            said.append(
                _("%s m from the position that was sent")
                % round(metres_between(photo.taken_from.coords, row.geom.centroid.coords))
            )
        return "; ".join(said) or _("not known")


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whose round, of which objects, by when."""

    survey = forms.ChoiceField(label=gettext_lazy("Survey"))

    class Meta:
        model = Round
        fields = ("title", "survey", "inspector", "until", "objects_asked")

    def __init__(self, *arguments: Any, **words: Any) -> None:
        super().__init__(*arguments, **words)
        self.fields["survey"].choices = [(one.slug, one.title) for one in surveys]  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is over: nobody could go by then."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        survey, numbers = surveys.get(cleaned.get("survey", "")), cleaned.get("objects_asked") or []
        if survey:
            there = set(
                survey.layer.model._default_manager.filter(pk__in=numbers).values_list("pk", flat=True)
            )
            missing = [str(number) for number in numbers if number not in there]
            if missing:
                raise ValidationError(_("There are no such objects: %s.") % ", ".join(missing[:10]))
        return cleaned


@register(Round)
class RoundAdmin(ModelAdmin):  # type: ignore[type-arg]
    """What is asked of an inspector: the field app shows it first on the day."""

    form = RoundForm
    list_display = ("title", "inspector", "until", "count")
    list_filter = ("inspector", "survey")

    @display(description=gettext_lazy("objects"))
    def count(self, one: Round) -> int:
        return len(one.objects_asked)


def _object(row: Observation) -> str:
    if row.feature_id is None:
        return row.get_deed_display()
    return format_html(
        '<a href="/{}/{}/">{}, № {}</a>',
        row.layer,
        row.feature_id,
        catalogue[row.layer].title if row.layer in catalogue else row.layer,
        row.feature_id,
    )


def _in_words(survey: Survey | None, name: str, answer: Any) -> tuple[str, str]:
    """A question and its answer as people read them; as they were sent where the survey asks no such thing any more."""
    if survey is None or name not in survey.names:
        return name, str(answer)
    question = next(one for one in survey.described()["questions"] if one["name"] == name)
    if answer is None:
        said = str(survey.unsure)
    elif isinstance(answer, bool):
        said = _("yes") if answer else _("no")
    else:
        titles = {choice["value"]: choice["title"] for choice in question.get("choices", ())}
        said = f"{titles.get(answer, answer)} {question['unit']}".strip()
    return question["title"], said


def _thumbnail(photo: Photo) -> SafeString:
    return format_html(
        '<a href="{}"><img src="{}" alt="{}" width="160"></a>',
        reverse("admin:surveys_photo_change", args=[photo.pk]),
        picture_address(photo, "small"),
        photo.said or _("photo, not described yet"),
    )


def _picture_name(model: type[Reviewable]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_picture"


def picture_address(photo: Reviewable, size: str) -> str:
    """Where those who may review see it, "small" or "whole"."""
    return reverse(f"admin:{_picture_name(type(photo))}", args=[photo.pk, size])


def _moment(moment: Any) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
