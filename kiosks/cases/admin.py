"""The back office of cases: what is due first, the steps that may be taken, papers, letters and figures."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin, SimpleListFilter, action, display, register, widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kiosks.cases import actions, documents, figures, findings, letters, responses, rules
from kiosks.cases import register as book
from kiosks.cases.actions import Deed, Refused
from kiosks.cases.findings import violation
from kiosks.cases.models import Case, Document, ResponseTemplate, Term
from kiosks.cases.rules import Demand
from kiosks.cases.vocabulary import CLAUSES, STEPS, VIOLATIONS, DocumentKind, Ground
from kiosks.plan.actions import unchecked_of
from kiosks.rules import Certainty
from layers.admin import ReadOnlyAdmin
from layers.callers import address_of
from layers.surveys.bringing import Words

#: cases that one deed is done to
MOST_AT_ONCE = 200

DEMANDS = {
    Demand.NOTE: gettext_lazy("a note"),
    Demand.GROUNDS: gettext_lazy("grounds with their clause"),
    Demand.PHOTO: gettext_lazy("a photo"),
    Demand.REPORT: gettext_lazy("the inspection report"),
    Demand.ORDER: gettext_lazy("the order"),
    Demand.TERM_OVER: gettext_lazy("that the term is over"),
}


class AnnulForm(forms.Form):
    """Why a document is taken out of force."""

    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SeveralFiles(forms.FileField):
    """One or several files of one field."""

    widget = type("SeveralFilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(SeveralFiles, self).clean(one, initial) for one in data or [None]]


class PhotosForm(forms.Form):
    """Photos of what a case is about, and what their maker says of them."""

    pictures = SeveralFiles(
        label=gettext_lazy("Photos"),
        widget=SeveralFiles.widget(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 20 MB each. The files are sealed as they come."),
    )
    seen_at = forms.SplitDateTimeField(
        label=gettext_lazy("You took them on"),
        widget=widgets.AdminSplitDateTime,
        help_text=gettext_lazy("They are evidence by you; everybody sees them only after review."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LetterForm(forms.Form):
    """To whom a letter goes. `number` is of the letter that this form is for, however often it is sent."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    recipient = forms.EmailField(
        label=gettext_lazy("To (e-mail)"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)

    def clean_subject(self) -> str:
        """One line: the head of a letter has no other."""
        return " ".join(self.cleaned_data["subject"].split())


class StepForm(forms.Form):
    """What is said about a step. `version` is of the case as it was when the form was filled."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    grounds = forms.ChoiceField(label=gettext_lazy("Grounds"))
    clause = forms.CharField(
        label=gettext_lazy("Clause"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Left empty, it is that of the grounds."),
    )

    def __init__(self, transition: rules.Transition, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["note"].required = Demand.NOTE in transition.demands
        grounds = cast(forms.ChoiceField, self.fields["grounds"])
        chosen = [(one.value, capfirst(one.label)) for one in VIOLATIONS]
        grounds.choices = [("", _("choose")), *chosen]
        if transition.name == "inspect":
            none = (Ground.NONE.value, capfirst(Ground.NONE.label))
            grounds.choices = [("", _("not said yet")), none, *chosen]
            grounds.label, grounds.required = _("What was found"), False
        elif Demand.GROUNDS not in transition.demands:
            del self.fields["grounds"], self.fields["clause"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        grounds = cleaned.get("grounds")
        if grounds and not cleaned.get("clause"):
            cleaned["clause"] = CLAUSES[Ground(grounds)]
        return cleaned


class ManyForm(forms.Form):
    """One step of several cases."""

    step = forms.ChoiceField(label=gettext_lazy("Step"), choices=())
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, steps: Iterable[str], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["step"].choices = [(name, capfirst(STEPS[name])) for name in steps]  # type: ignore[attr-defined]


class DueFilter(SimpleListFilter):
    """What waits."""

    title = gettext_lazy("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("late", _("overdue")),
            ("today", _("due today")),
            ("open", _("open")),
            ("closed", _("closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        match self.value():
            case "late":
                return queryset.filter(due_on__lt=today)
            case "today":
                return queryset.filter(due_on=today)
            case "open":
                return queryset.exclude(state__in=rules.CLOSED)
            case "closed":
                return queryset.filter(state__in=rules.CLOSED)
        return queryset


@register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Nobody writes a case by hand: it goes on by its steps."""

    list_display = ("number", "title", "street", "state", "due", "grounds", "inspector", "opened_at")
    list_display_links = ("number", "title")
    list_filter = (DueFilter, "state", "layer", "grounds", "inspector")
    search_fields = ("=id", "title", "street")
    search_help_text = gettext_lazy("Searched in: the number, the structure, the street.")
    date_hierarchy = "opened_at"
    ordering: ClassVar[Any] = (F("due_on").asc(nulls_last=True), "-pk")
    list_select_related = ("inspector",)
    fields = (
        "structure_page", "street", "house", "state", "grounds", "clause", "due", "named", "opened_at",
    )  # fmt: skip
    readonly_fields = fields
    change_form_template = "admin/cases/case.html"
    change_list_template = "admin/cases/cases.html"
    actions = ("take_many", "as_workbook")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("figures/", view(self.figures), name="cases_case_figures"),
            path("<int:number>/step/<slug:name>/", view(self.step), name="cases_case_step"),
            path("<int:number>/photos/", view(self.photos), name="cases_case_photos"),
            path("<int:number>/issue/<slug:kind>/", view(self.issue), name="cases_case_issue"),
            path("<int:number>/letter/<int:template>/", view(self.letter), name="cases_case_letter"),
            path("document/<int:number>.pdf", view(self.document), name="cases_document_file"),
            path("document/<int:number>/annul/", view(self.annul), name="cases_document_annul"),
            *super().get_urls(),
        ]

    # -- The list ------------------------------------------------------------------------------------------

    @display(description="№", ordering="pk")
    def number(self, case: Case) -> str:
        return f"№ {case.pk}"

    @display(description=gettext_lazy("due on"), ordering=F("due_on").asc(nulls_last=True))
    def due(self, case: Case) -> str:
        if case.due_on is None:
            return "—"
        left = (case.due_on - timezone.localdate()).days
        day = f"{case.due_on:%d.%m.%Y}"
        if left < 0:
            said = ngettext("%(day)s: overdue by %(n)s day", "%(day)s: overdue by %(n)s days", -left)
            return said % {"day": day, "n": -left}
        if left == 0:
            return _("%s: today") % day
        said = ngettext("%(day)s: in %(n)s day", "%(day)s: in %(n)s days", left)
        return said % {"day": day, "n": left}

    @action(description=gettext_lazy("Take a step for the selected cases"))
    def take_many(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse:
        """First what is about to happen is shown, then what became of each case."""
        cases = list(queryset[: MOST_AT_ONCE + 1])
        if len(cases) > MOST_AT_ONCE:
            self.message_user(request, _("At most %s cases at once.") % MOST_AT_ONCE, messages.ERROR)
            return redirect(request.get_full_path())
        names = dict.fromkeys(
            step.name
            for case in cases
            for step in actions.steps_for(case, request.user)
            if Demand.GROUNDS not in step.demands
        )
        confirmed = "confirmed" in request.POST
        form = ManyForm(names, request.POST if confirmed else None)
        seen: dict[str, str] = {
            key.removeprefix("seen-"): str(value)
            for key, value in request.POST.items()
            if key.startswith("seen-")
        }
        outcomes = []
        if confirmed and form.is_valid():
            for case in cases:
                version = seen.get(str(case.pk), "")
                deed = deed_of(request, note=form.cleaned_data["note"])
                said, done = self._taken(case, form.cleaned_data["step"], deed, version)
                outcomes.append((case, said, done))
        return self._page(
            request,
            "admin/cases/many.html",
            _("Take a step for the selected cases"),
            {"cases": cases, "form": form, "outcomes": outcomes, "names": names},
        )

    @staticmethod
    def _taken(case: Case, name: str, deed: Deed, version: str) -> tuple[str, bool]:
        try:
            taken = actions.take(case.pk, name, deed, seen=int(version) if version.isdigit() else -1)
        except Refused as refused:
            return " ".join(refused.messages), False
        return str(taken.get_state_display()), True

    @action(description=gettext_lazy("Register of the selected cases (XLSX)"))
    def as_workbook(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse:
        rows = queryset.select_related("inspector").prefetch_related("documents")
        content = book.workbook(rows, request.build_absolute_uri)
        response = HttpResponse(content, content_type=book.MEDIA_TYPE)
        response.headers["Content-Disposition"] = 'attachment; filename="cases.xlsx"'
        return response

    def figures(self, request: HttpRequest) -> HttpResponse:
        """The registrar's dashboard."""
        self._must_view(request)
        late, soon = figures.waiting()
        queue = [(case, self.due(case)) for case in figures.due()]
        context = {
            "charts": figures.charts(),
            "queue": queue,
            "late": late,
            "soon": soon,
            "layer": {"title": _("Cases")},
        }
        return self._page(request, "admin/cases/figures.html", _("Cases: what is due, and figures"), context)

    # -- One case ------------------------------------------------------------------------------------------

    @display(description=gettext_lazy("structure"))
    def structure_page(self, case: Case) -> Any:
        return format_html('<a href="{}">{}</a>', case.path, case.title)

    @display(description=gettext_lazy("inspector"))
    def named(self, case: Case) -> str:
        """Their name; who they are otherwise is for the administrator."""
        return case.inspector.get_username() if case.inspector else "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        case = Case.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        more: dict[str, Any] = {}
        if case is not None:
            structure = case.structure()
            more = {
                "steps": [
                    {
                        "name": step.name,
                        "said": STEPS[step.name],
                        "demands": [DEMANDS[demand] for demand in Demand if demand in step.demands],
                    }
                    for step in actions.steps_for(case, request.user)
                ],
                "issued": case.documents.all(),
                "issuable": [
                    kind
                    for kind, (states, right) in actions.ISSUED_IN.items()
                    if case.state in states
                    and request.user.has_perm(f"cases.{right}_case")
                    and not actions.is_issued(case, kind)
                ],
                "annullable": [
                    paper.pk
                    for paper in case.documents.filter(annulled_at=None)
                    if case.state in actions.ISSUED_IN[DocumentKind(paper.kind)][0]
                ],
                "term_to_check": _term_to_check(),
                "signature": _signature(request.user),
                "findings": findings.of_structure(structure, timezone.localdate()),
                "unchecked": unchecked_of(structure, timezone.localdate()) if structure else [],
                "past": sorted([*case.steps.all(), *case.letters.all()], key=lambda one: one.at),
                "letters": ResponseTemplate.objects.all(),
                "photos": actions.photos_of(case),
                "may_bring": not case.is_closed and request.user.has_perm("cases.inspect_case"),
            }
        return super().change_view(request, object_id, form_url, more | (extra_context or {}))

    def step(self, request: HttpRequest, number: int, name: str) -> HttpResponse:
        """One step: what it demands is asked, and what hinders it is told with the form."""
        self._must_view(request)
        case = get_object_or_404(Case, pk=number)
        transition = rules.BY_NAME.get(name)
        if transition is None:
            raise Http404
        if not request.user.has_perm(f"cases.{transition.right}_case"):
            raise PermissionDenied
        structure = case.structure()
        # What the inspection found; else what the register and its rules see; else nobody guesses.
        found = case.grounds or (violation(structure) if structure else "")
        initial = {"version": case.version, "grounds": found, "clause": case.clause}
        form = StepForm(transition, request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            deed = deed_of(
                request, note=said["note"], grounds=said.get("grounds", ""), clause=said.get("clause", "")
            )
            try:
                taken = actions.take(case.pk, name, deed, seen=said["version"])
            except Refused as refused:
                form.add_error(None, refused)
            else:
                self.message_user(
                    request, _("The case is now: %s.") % taken.get_state_display(), messages.SUCCESS
                )
                return redirect(case)
        return self._page(
            request, "admin/cases/step.html", str(capfirst(STEPS[name])), {"case": case, "form": form}
        )

    def photos(self, request: HttpRequest, number: int) -> HttpResponse:
        """Photos that somebody took without the field app."""
        self._must_view(request)
        if not request.user.has_perm(f"cases.{rules.Right.INSPECT}_case"):
            raise PermissionDenied
        case = get_object_or_404(Case, pk=number)
        form = PhotosForm(request.POST or None, request.FILES or None, initial={"seen_at": timezone.now()})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            device = request.headers.get("User-Agent", "")
            try:
                actions.show(
                    case, said["pictures"], request.user, Words(said["seen_at"], said["note"], device)
                )
            except ValidationError as refused:
                form.add_error("pictures", refused)
            else:
                self.message_user(request, _("The photos are here. They wait for review."), messages.SUCCESS)
                return redirect(case)
        return self._page(
            request, "admin/cases/step.html", _("Bring in photos"), {"case": case, "form": form}
        )

    def issue(self, request: HttpRequest, number: int, kind: str) -> HttpResponse:
        """A document is issued for good: with its number, sealed."""
        self._must_view(request)
        case = get_object_or_404(Case, pk=number)
        if kind not in DocumentKind.values:
            raise Http404
        if request.method == "POST":
            draw = documents.drawing(request.build_absolute_uri)
            try:
                issued = actions.issue(case.pk, DocumentKind(kind), request.user, draw)
            except Refused as refused:
                self.message_user(request, " ".join(refused.messages), messages.ERROR)
            else:
                self.message_user(request, _("Issued: %s.") % issued, messages.SUCCESS)
        return redirect(case)

    def document(self, request: HttpRequest, number: int) -> HttpResponse:
        """The file as it was issued."""
        if not request.user.has_perm("cases.view_document"):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=number)
        try:
            content = actions.unsealed(document)
        except Refused as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return redirect(document.case)
        response = HttpResponse(content, content_type="application/pdf")
        name = f"{document.kind}-{document.serial}-{document.year}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    def annul(self, request: HttpRequest, number: int) -> HttpResponse:
        """A wrong document is taken out of force with a reason; its file and number stay."""
        self._must_view(request)
        paper = get_object_or_404(Document, pk=number)
        form = AnnulForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.annul(paper.pk, form.cleaned_data["why"], request.user)
            except Refused as refused:
                form.add_error(None, refused)
            else:
                self.message_user(request, _("Annulled: %s.") % paper, messages.SUCCESS)
                return redirect(paper.case)
        title = _("Annul: %s") % paper
        return self._page(request, "admin/cases/step.html", title, {"case": paper.case, "form": form})

    def letter(self, request: HttpRequest, number: int, template: int) -> HttpResponse:
        """A response: to be printed, or sent by e-mail."""
        self._must_view(request)
        case = get_object_or_404(Case, pk=number)
        response = get_object_or_404(ResponseTemplate, pk=template)
        text = responses.filled(response.text, case)
        context: dict[str, Any] = {"case": case, "text": text}
        if request.user.has_perm(f"cases.{rules.Right.DECIDE}_case"):
            initial = {"number": uuid4(), "subject": f"{response.name}: {case.title}"[:200]}
            form = LetterForm(request.POST or None, initial=initial)
            if request.method == "POST" and form.is_valid() and self._is_posted(request, case, text, form):
                return redirect(case)
            context["form"] = form
        elif request.method == "POST":
            raise PermissionDenied
        return self._page(request, "admin/cases/letter.html", response.name, context)

    def _is_posted(self, request: HttpRequest, case: Case, text: str, form: LetterForm) -> bool:
        said = form.cleaned_data
        deed = deed_of(request)
        words = letters.Words(said["recipient"], said["subject"], text, deed.by, deed.address, deed.device)
        try:
            letter = letters.post(said["number"], case, words)
        except ValidationError as refused:
            form.add_error(None, refused)
            return False
        self.message_user(
            request, _("The letter to %s is on its way: see below what becomes of it.") % letter.recipient
        )
        return True

    def _must_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        common = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, template, common | context)


def _signature(user: Any) -> str:
    """What a document lacks in its signature, where it does."""
    if not user.get_full_name():
        said = _("It is signed by the login “%s”: your account has no name.")
        return said % user.get_username()
    return (
        "" if settings.ORDER_POST and settings.REPORT_POST else _("No post is set for who signs documents.")
    )


def _term_to_check() -> str:
    """The clause of an order's term, where nobody has read it in a source."""
    term = actions.term_of(rules.RUNNING)
    return term.clause if term and term.certainty != Certainty.FOUND else ""


def deed_of(request: HttpRequest, **words: Any) -> Deed:
    """Who does something in the office, and from where."""
    return Deed(
        request.user,
        address=address_of(request.META) or None,
        device=request.headers.get("User-Agent", "")[:200],
        **words,
    )


@action(description=gettext_lazy("Open cases about the selected structures"), permissions=["case"])
def open_cases(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> None:
    """One for each that has none; what became of each is told."""
    for structure in queryset[:MOST_AT_ONCE]:
        case = actions.open_case(structure, deed_of(request, grounds=violation(structure)))
        said = _("%s: a case was opened.") if case else _("%s: a case is open already.")
        modeladmin.message_user(request, said % structure, messages.SUCCESS if case else messages.WARNING)


@action(description=gettext_lazy("Plates with QR codes to print (PDF)"), permissions=["view"])
def print_plates(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """Plates of the selected structures."""
    content = documents.plates(queryset[:MOST_AT_ONCE], modeladmin.layer.slug, request.build_absolute_uri)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="plates.pdf"'
    return response


@register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """The journal of what was issued."""

    list_display = ("__str__", "case", "issued_at", "issued_by", "paper")
    list_filter = ("kind", "year")
    search_fields = ("=serial", "case__title")
    ordering = ("-issued_at",)
    fields = ("kind", "year", "serial", "case", "issued_at", "issued_by", "sha256", "paper")

    @display(description=gettext_lazy("file"))
    def paper(self, document: Document) -> Any:
        return format_html('<a href="{}">PDF</a>', reverse("admin:cases_document_file", args=[document.pk]))


@register(Term)
class TermAdmin(ModelAdmin):
    list_display = ("state", "days", "working", "clause", "certainty")


@register(ResponseTemplate)
class ResponseTemplateAdmin(ModelAdmin):
    """Letters with words in braces; each is previewed on the page of a case."""

    list_display = ("name",)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **words: Any) -> Any:
        if db_field.name == "text":
            words["help_text"] = _("Words that the case fills in: %s.") % ", ".join(
                f"{{{word}}}" for word in responses.WORDS
            )
        return super().formfield_for_dbfield(db_field, request, **words)
