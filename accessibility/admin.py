"""The back office of accessibility: audits with their answers; the verdict follows from them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, ClassVar

import shapely
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.gis.geos import Point
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.forms import (
    BaseInlineFormSet,
    BooleanField,
    CharField,
    FileField,
    Form,
    ModelForm,
    Select,
    Textarea,
)
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accessibility import auditing, card, norms, opinions, telling
from accessibility.actions import conclude, conclude_parts
from accessibility.answers import flaw_of, flaws, seldom
from accessibility.criteria import Criterion, Norm
from accessibility.life import office  # noqa: F401  (its pages are registered)
from accessibility.models import Answer, Audit, Judgement, Mending, Opinion, Place, PlacePart, Remedy
from accessibility.vocabulary import AMENITY_FIELDS, PROFILE_FIELDS, PartKind, PlaceKind, Unit, Word
from layers.admin import (
    BelongingInline,
    FeatureAdmin,
    OnlyLookedAt,
    PartAdmin,
    ReadOnlyAdmin,
    VersionedForm,
    told_change,
    viewer_of,
)
from layers.changes import Moment, told
from layers.coordinates import parse_coordinates
from layers.importing.geometries import refuse_misplaced
from layers.importing.refusals import RowRefused
from layers.models import HistoryEntry
from layers.surveys.rounds import ask_for
from layers.viewer import Viewer

#: so many entries of the history are told
_MOST = 200


class AnswerForm(ModelForm):
    """One answer: a criterion says itself which clause it is, how it is measured and how much it matters."""

    is_confirmed = BooleanField(
        label=_("measured so, unusual as it is"),
        required=False,
        help_text=_("Where you are asked whether a slip was made, and it was none."),
    )

    def __init__(self, *args: Any, audit: Audit, **words: Any) -> None:
        super().__init__(*args, **words)
        self._norm, self._kind, self._part = norm_of_audit(audit), kind_of(audit), part_of(audit)
        if "code" in self.fields:
            self.fields["code"].widget.choices = list(_criteria(audit, self.instance.code))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("code")
        if code and {"value", "outcome"} <= cleaned.keys():
            flaw = flaw_of(self._norm, self._kind, cleaned, self._part)
            if flaw:
                self.add_error(*flaw)
            elif "value" in self.changed_data and not cleaned.get("is_confirmed"):
                for unusual in seldom(self._norm, [cleaned], ()):
                    self.add_error(unusual.field, unusual.sentence)
        criterion = self._norm.by_code.get(code or "")
        if criterion:
            cleaned |= {
                "norm": self._norm.cites(criterion).uk,
                "clause": criterion.clause,
                "unit": unit_of(criterion, cleaned.get("value")),
                "critical": criterion.critical,
                "question": cleaned.get("question") or criterion.text.uk,
            }
            self.instance.unit = cleaned["unit"]
        elif not code and not (cleaned.get("norm") and cleaned.get("clause")):
            self.add_error("code", _("Choose a criterion, or name a norm and a clause."))
        elif not code and cleaned.get("value") is not None:
            self.add_error("value", _("Choose the criterion that this was measured for."))
        return cleaned


def unit_of(criterion: Criterion, value: float | None) -> str:
    """The unit that an answer is written in; none where nothing was measured."""
    return criterion.unit if value is not None else ""


class AnswerFormSet(BaseInlineFormSet):
    """The answers of one audit: what is not believed, and what contradicts itself, is refused."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "audit": self.instance}

    def clean(self) -> None:
        audit = self.instance
        forms = [form for form in self.forms if form.is_valid() and _is_answered(form)]
        rows = [form.cleaned_data for form in forms]
        for flaw in flaws(norm_of_audit(audit), kind_of(audit), rows, part_of(audit)):
            forms[flaw.index].add_error(flaw.field, flaw.sentence)
        super().clean()


def norm_of_audit(audit: Audit) -> Norm:
    """The norm that an audit is judged by."""
    return norms.norm_of(audit.judged_by or audit.norm)


def kind_of(audit: Audit) -> str:
    """The kind of place that an audit is of; unknown while its form does not say the place."""
    return audit.place.kind if audit.place_id else PlaceKind.UNKNOWN


def part_of(audit: Audit) -> str:
    """The kind of part that an audit is of; empty for the place as a whole."""
    return audit.part.kind if audit.part else ""


def _is_answered(form: Any) -> bool:
    return bool(form.cleaned_data) and not form.cleaned_data.get("DELETE")


class AnswerInline(BelongingInline):
    model = Answer
    form = AnswerForm
    formset = AnswerFormSet
    classes = ("answers",)
    fields = (
        "code",
        ("value", "is_confirmed"),
        ("outcome", "is_sure", "is_change", "critical"),
        ("norm", "clause"),
        "question",
        "finding",
        "image_url",
    )
    help_texts: ClassVar[dict[str, Any]] = {
        "code": _("Says by itself norm, clause, unit and whether it is critical."),
        "value": _("What was measured, in the unit of the criterion; whether it meets the norm follows."),
        "is_sure": _("An answer that is not certain counts as unknown."),
        "norm": _("Only for what is none of the criteria above."),
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **words: Any) -> Any:
        if db_field.name in {"question", "finding"}:
            words["widget"] = Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
        if db_field.name == "code":
            words |= {"widget": CriterionSelect(attrs={"data-units": ""})}
        if db_field.name == "value":
            words["localize"] = True
        field = super().formfield_for_dbfield(db_field, request, **words)
        if db_field.name in {"norm", "clause"}:
            field.required = False
        return field


class CriterionSelect(Select):
    """Criteria to choose from, each with its unit: the page writes it beside the value."""

    def create_option(self, name: str, value: Any, *args: Any, **words: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **words)
        criterion = _named().get(value)
        if criterion and criterion.unit:
            option["attrs"]["data-unit"] = str(Unit(criterion.unit).label)
        return option


def _criteria(audit: Audit, present: str) -> Iterable[tuple[str, str]]:
    """The criteria that an answer of an audit may be to, each once: clause, question and unit. Before its place is
    known all of them; then those that are asked of such a place or part, and the one that is answered at `present`."""
    yield "", "—"
    asked = norm_of_audit(audit).of_kind(kind_of(audit), part_of(audit)) if audit.place_id else ()
    codes = {present, *(one.code for one in asked)}
    for code, one in _named().items():
        if not asked or code in codes:
            unit = f", {Unit(one.unit).label}" if one.unit else ""
            yield code, f"{telling.said(one.clause_in_words)} · {telling.said(one.question)}{unit}"


def _named() -> dict[str, Criterion]:
    return {one.code: one for norm in norms.norms().values() for one in norm.criteria}


class PlacePartForm(ModelForm):
    """A part of a place. Where an entrance is, is written as people copy it from a map."""

    at = CharField(
        label=_("Location"),
        required=False,
        max_length=200,
        help_text=_(
            "Of an entrance: latitude and longitude, 48.85227, 37.60582; or the link of another map."
        ),
    )

    class Meta:
        model = PlacePart
        fields = ("kind", "name", "floor", "is_main", "claim", "osm", "location")

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        where = self.instance.location
        self.initial["at"] = f"{where.y:.6f}, {where.x:.6f}" if where else ""

    def clean_at(self) -> Point | None:
        text = self.cleaned_data["at"]
        if not text or "at" not in self.changed_data:
            return self.instance.location if text else None
        found = parse_coordinates(text)
        if found is None:
            raise ValidationError(
                _("This is no place: latitude and longitude are wanted, 48.85227, 37.60582.")
            )
        place = Point(*found, srid=4326)
        try:
            refuse_misplaced(shapely.from_wkb(bytes(place.wkb)), anywhere=False)
        except RowRefused:
            raise ValidationError(
                _("This place is not in the community. Longitude and latitude may be swapped.")
            ) from None
        return place

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.instance.location = cleaned.get("at")
        if cleaned.get("at") and cleaned.get("kind") != PartKind.ENTRANCE:
            self.add_error("at", _("Only an entrance has a location of its own."))
        return cleaned


class PlacePartFormSet(BaseInlineFormSet):
    """All parts of one place."""

    def clean(self) -> None:
        super().clean()
        main = [form for form in self.forms if _is_answered(form) and form.cleaned_data.get("is_main")]
        for form in main[1:]:
            form.add_error("is_main", _("A place has one main entrance."))


class PlacePartInline(BelongingInline):
    model = PlacePart
    form = PlacePartForm
    formset = PlacePartFormSet
    fields = (("kind", "name"), ("floor", "is_main"), "claim", "at", "osm")
    help_texts: ClassVar[dict[str, Any]] = {
        "name": _("As people there say it: “yard entrance”, “2nd floor”, “room 12”."),
        "floor": _("1 is at street level; below it is -1."),
        "is_main": _("What an audit of the whole place says of its entrance is said of this one."),
        "osm": _("As there: node/4711."),
    }


class AuditInline(BelongingInline):
    model = Audit
    show_change_link = True
    readonly_fields = ("verdict",)
    fields = ("part", ("made_on", "verdict"), "authority_name")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **words: Any) -> Any:
        if db_field.name == "part":
            match = request.resolver_match
            number = str(match.kwargs.get("object_id", "")) if match else ""
            place = int(number) if number.isdecimal() and len(number) < 19 else None
            words["queryset"] = PlacePart.objects.select_related("place").filter(place=place)
        return super().formfield_for_foreignkey(db_field, request, **words)


def _norms() -> Iterable[tuple[str, str]]:
    yield "", "—"
    for code, norm in norms.norms().items():
        yield code, telling.said(norm.title)


class AuditForm(VersionedForm):
    """An audit is changed together with its answers: their state is its own."""

    #: what is not among the parts of its place yet
    new_part = CharField(label=_("Another entrance"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, part, place = (cleaned.get(field) for field in ("new_part", "part", "place"))
        if name and part:
            self.add_error("new_part", _("Choose an entrance, or name another one: not both."))
        elif name and place:
            cleaned["part"] = self.instance.part = auditing.entrance(place, name.strip())
        elif part and place and part.place_id != place.pk:
            self.add_error("part", _("This is a part of another place."))
        if cleaned.get("part") and cleaned.get("override_reason"):
            self.add_error("override_reason", _("The verdict of a part follows from its answers."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        is_new = self.instance.part is not None and self.instance.part.pk is None
        return super()._get_validation_exclusions() | ({"part"} if is_new else set())  # type: ignore[misc]

    def state(self) -> str:
        """The last change that the history knows of, and a digest of what there is; so is seen what is gone, too."""
        audit = Audit.objects.filter(pk=self.instance.pk).values_list().get()
        answers = list(Answer.objects.filter(audit=self.instance).order_by("pk").values_list())
        last = _entries(self.instance).order_by("-pk").values_list("pk", flat=True).first() or 0
        return f"{last}-{blake2b(repr((audit, answers)).encode(), digest_size=8).hexdigest()}"

    def changes_since(self, version: str) -> Iterable[str]:
        seen = version.partition("-")[0]
        moments = deeds(self.instance, self.viewer, int(seen)) if seen.isdecimal() else []
        return [told_change(moment.at, moment.actor, moment.lines) for moment in moments]


def deeds(audit: Audit, viewer: Viewer, after: int = 0) -> list[Moment]:
    """What was done to an audit and its answers after an entry of the history, the newest first."""
    clauses = dict(Answer.objects.filter(audit=audit).values_list("pk", Concat("norm", Value(" "), "clause")))
    found: dict[tuple[datetime, str], list[str]] = defaultdict(list)
    for entry in _entries(audit).filter(pk__gt=after).order_by("-pk")[:_MOST]:
        about = "" if entry.layer == Audit._meta.db_table else f"{clauses[entry.feature_id]}: "
        found[entry.at, entry.actor] += [f"{about}{line}" for line in told(viewer, entry.pk)]
    return [Moment(at, lines or [str(_("changed"))], "", actor) for (at, actor), lines in found.items()]


def _entries(audit: Audit) -> "QuerySet[HistoryEntry]":
    answers = Answer.objects.filter(audit=audit).values("pk")
    return HistoryEntry.objects.filter(
        Q(layer=Audit._meta.db_table, feature_id=audit.pk)
        | Q(layer=Answer._meta.db_table, feature_id__in=answers)
    )


class CardForm(Form):
    """Cards of objects, as their managers handed them in."""

    file = FileField(label=_("Card (JSON)"))


class Examined(admin.SimpleListFilter):
    """What an audit is of: the place as a whole, or a part of it."""

    title = _("what was examined")
    parameter_name = "of"
    _WHOLE = "whole"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self._WHOLE, _("the place as a whole")), *PartKind.choices]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Audit]") -> "QuerySet[Audit]":
        if self.value() == self._WHOLE:
            return queryset.filter(part=None)
        return queryset.filter(part__kind=self.value()) if self.value() else queryset


class InDispute(admin.SimpleListFilter):
    """Audits that somebody else contradicts, or that contradict somebody else, while nobody has settled it."""

    title = _("dispute")
    parameter_name = "dispute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("to be settled"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Audit]") -> "QuerySet[Audit]":
        return queryset.filter(_is_disputed()) if self.value() == "open" else queryset


def _is_disputed() -> Exists:
    """Whether something else is said about an audit, or by it, and nobody has settled it."""
    disputes = Opinion.objects.filter(word=Word.DISAGREES, ruling="")
    return Exists(disputes.filter(Q(audit=OuterRef("pk")) | Q(by_audit=OuterRef("pk"))))


@admin.register(Audit)
class AuditAdmin(PartAdmin):
    form = AuditForm
    change_list_template = "admin/accessibility/audit/change_list.html"
    list_display = (
        *("place", "part_name", "made_on", "made_by", "authority_name"),
        *("verdict", "freshness", "is_disputed"),
    )
    list_filter = (
        *("verdict", "place__freshness", InDispute, Examined),
        ("made_by", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("place", "part", "made_by")
    search_fields = ("place__name", "uid")
    search_help_text = _("Searched in: the name of the place, the identifier.")
    autocomplete_fields = ("place", "part")
    inlines = (AnswerInline,)
    readonly_fields = PROFILE_FIELDS
    help_texts: ClassVar[dict[str, Any]] = {
        "part": _(
            "Empty for the place as a whole, by its main entrance. Its parts are written down with the place."
        ),
        "uid": _("What the audit is called in its source; may stay empty."),
        "norm": _(
            "The norm and version whose questions were asked; then all of them count, answered or not."
        ),
        "judged_by": _("Another one, under which the same answers are judged now; empty for the same."),
        "verdict": _(
            "Follows from the answers below (a critical requirement that is not met makes a place one with "
            "barriers), unless you give the reason of a verdict of your own."
        ),
        "override_reason": _("Only where your verdict differs from what follows from the answers."),
    }

    object_history_template = "layers/admin_history.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Audit]":
        return super().get_queryset(request).annotate(is_disputed=_is_disputed())

    @admin.display(description=_("part"), ordering="part__name", empty_value="—")
    def part_name(self, audit: Audit) -> str | None:
        return audit.part.name if audit.part else None

    @admin.display(description=_("age of the audit"), ordering="place__freshness")
    def freshness(self, audit: Audit) -> str:
        return audit.place.get_freshness_display()

    @admin.display(description=_("dispute"), empty_value="—")
    def is_disputed(self, audit: Audit) -> str | None:
        return gettext("disputed") if audit.is_disputed else None  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        own = path("card/", self.admin_site.admin_view(self.bring_card), name="accessibility_audit_card")
        return [own, *super().get_urls()]

    def bring_card(self, request: HttpRequest) -> HttpResponseBase:
        """A card that a manager filled in becomes an audit, or says all that is wrong with it."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = CardForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                audit = card.take(card.read(form.cleaned_data["file"].read(card.LARGEST + 1)))
            except card.CardRefused as refused:
                for sentence in refused.sentences:
                    form.add_error("file", sentence)
            else:
                self.message_user(request, gettext("The card of “%s” is taken.") % audit.place)
                return redirect("admin:accessibility_audit_change", audit.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Bring in a card of an object"),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accessibility/audit/card.html", context)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [name for name in super().get_fields(request, obj) if name != "new_part"]
        names.insert(names.index("part") + 1 if "part" in names else len(names), "new_part")
        return names

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **words: Any) -> Any:
        if db_field.name in {"norm", "judged_by"}:
            words["widget"] = Select(choices=_norms())
        return super().formfield_for_dbfield(db_field, request, **words)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"norm": norms.current().code, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Audit, form: Any, change: bool) -> None:
        if not change:
            obj.made_by_id = request.user.pk
        if obj.part and obj.part._state.adding:
            obj.part.save()
            obj.part = obj.part
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        conclude(form.instance)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        audit = self.get_object(request, unquote(object_id))
        moments = deeds(audit, viewer_of(request)) if audit else []
        return super().history_view(request, object_id, {**(extra_context or {}), "history": moments})


@admin.register(PlacePart)
class PlacePartAdmin(OnlyLookedAt, PartAdmin):
    """Only to be found and looked at: a part is written down with its place."""

    list_display = ("place", "kind", "name", "floor", "is_main")
    list_filter = ("kind",)
    list_select_related = ("place",)
    search_fields = ("place__name", "name")
    ordering = ("place__name", "kind", "name")


class Unsettled(admin.SimpleListFilter):
    """The queue: what two auditors see differently, and nobody has settled."""

    title = _("dispute")
    parameter_name = "dispute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("to be settled")), ("settled", _("settled"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Opinion]") -> "QuerySet[Opinion]":
        disputes = queryset.filter(word=Word.DISAGREES)
        match self.value():
            case "open":
                return disputes.filter(ruling="")
            case "settled":
                return disputes.exclude(ruling="")
        return queryset


def _who_and_when(who: Any, day: date) -> str:
    return ", ".join([*([str(who)] if who else []), date_format(day, "SHORT_DATE_FORMAT")])


class OpinionForm(ModelForm):
    """A word about an audit; of a disagreement, later, who is right."""

    #: who is asked: the word of a person counts, and nobody rules without a name
    user: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            with transaction.atomic():
                self._done(cleaned)
        except ValidationError as refused:
            self.add_error(None, refused)
        return cleaned

    def _done(self, cleaned: dict[str, Any]) -> None:
        if self.instance.pk:
            opinions.settle(self.instance, cleaned["ruling"], cleaned["ruling_reason"], self.user)
        else:
            self.instance = opinions.give(cleaned["audit"], self.user, cleaned["word"], note=cleaned["note"])


@admin.register(Opinion)
class OpinionAdmin(admin.ModelAdmin[Opinion]):
    """What second auditors say of audits; a registrar settles what is disputed."""

    form = OpinionForm
    list_display = ("place", "disputed", "word", "given_on", "by", "ruling")
    list_filter = (Unsettled, "word")
    list_select_related = ("audit__place", "audit__part__place", "audit__made_by", "by", "by_audit")
    search_fields = ("audit__place__name",)
    autocomplete_fields = ("audit",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["audit", "word", "note"]
        return ["audit", "by", "given_on", "word", "note", "sides", "ruling", "ruling_reason", "ruled_by"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        said = ["audit", "by", "given_on", "word", "note", "sides", "ruled_by"]
        return said if self._is_open(obj) else [*said, "ruling", "ruling_reason"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **words: Any) -> Any:
        form = super().get_form(request, obj, change, **words)
        return type("OfUser", (form,), {"user": request.user})

    def save_model(self, request: HttpRequest, obj: Opinion, form: Any, change: bool) -> None:
        """It was written when it was found right."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self._is_open(obj))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Opinion]":
        return super().get_queryset(request).prefetch_related("audit__answers")

    @admin.display(description=_("place"), ordering="audit__place__name")
    def place(self, opinion: Opinion) -> str:
        return str(opinion.audit.part or opinion.audit.place)

    @admin.display(description=_("what is disputed"))
    def disputed(self, opinion: Opinion) -> SafeString | str:
        """Each criterion with both values, who found them, and when."""
        if opinion.word != Word.DISAGREES:
            return "—"
        audit = opinion.audit
        first = _who_and_when(audit.made_by or audit.authority_name, audit.made_on)
        authority = opinion.by_audit.authority_name if opinion.by_audit else ""
        second = _who_and_when(opinion.by or authority, opinion.given_on)
        rows = [
            (one.about, one.first or "—", first, one.second, second) for one in opinions.differences(opinion)
        ]
        return format_html_join("", "<p><b>{}</b>: {} ({}) ↔ {} ({})</p>", rows) or opinion.note

    @staticmethod
    def _is_open(opinion: Opinion) -> bool:
        # As it is kept: a form that was refused has already put its words into the row.
        return Opinion.objects.filter(pk=opinion.pk, word=Word.DISAGREES, ruling="").exists()

    @admin.display(description=_("Both side by side"))
    def sides(self, opinion: Opinion) -> SafeString | str:
        rows = [(one.question, one.first or "—", one.second) for one in opinions.differences(opinion)]
        if not rows:
            return "—"
        return format_html(
            "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
            gettext("Question"),
            gettext("The audit"),
            gettext("The second auditor"),
            format_html_join("", "<tr><th scope='row'>{}</th><td>{}</td><td>{}</td></tr>", rows),
        )


@admin.register(Place)
class PlaceAdmin(FeatureAdmin):
    readonly_fields = (
        *FeatureAdmin.readonly_fields,
        *("audit", "verdict", *PROFILE_FIELDS, *AMENITY_FIELDS),
        *("audited_on", "freshness", "confirmations", "is_disputed"),
    )
    inlines = (PlacePartInline, AuditInline)
    actions = (ask_for,)
    #: the list of what is due: never audited, then the oldest audits
    ordering = (F("audited_on").asc(nulls_first=True), "pk")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        first, *rest = super().get_list_display(request)
        return [first, "audited_on", *rest]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        conclude_parts(form.instance.pk)

    def has_round_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("surveys.add_round")


@admin.register(Mending)
class MendingAdmin(OnlyLookedAt, FeatureAdmin):
    """Made by rule: whoever wants another order mends what shuts people out; what mends it is said as a remedy."""

    ordering = ("place_in_list",)


@admin.register(Remedy)
class RemedyAdmin(admin.ModelAdmin[Remedy]):
    """Which project or tender mends what: told in the list of what to mend first."""

    list_display = ("subject_path", "name", "path")
    search_fields = ("subject_path", "name", "path")


@admin.register(Judgement)
class JudgementAdmin(ReadOnlyAdmin):
    """How far it is to judge all audits by norms that have changed: the worker does it, and nobody writes here."""

    list_display = ("started_at", "progress", "changed", "finished_at", "digest")
    ordering = ("-pk",)

    @admin.display(description=_("judged"))
    def progress(self, one: Judgement) -> str:
        share = round(100 * one.judged / one.total) if one.total else 100
        return f"{one.judged} / {one.total} ({share} %)"
