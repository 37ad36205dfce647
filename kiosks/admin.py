"""The back office of kiosks and advertising: permits stand on the structure's own page; and of how they differ from the
plan."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kiosks.actions import refresh_permit_states
from kiosks.cases.admin import open_cases, print_plates
from kiosks.models import Advertising, AdvertisingPermit, Kiosk, SitingPassport
from kiosks.plan.inventory import STRUCTURES
from kiosks.plan.models import Comparison
from layers.admin import BelongingInline, FeatureAdmin, OnlyLookedAt
from layers.surveys import papers
from layers.surveys.rounds import ask_for


class PermitForm(forms.ModelForm):
    """A permit with its file, which is looked through when it comes."""

    class Meta:
        help_texts: ClassVar[dict[str, Any]] = {
            "file": _("PDF, JPEG, PNG or WebP, at most 20 MB. Staff only, until you publish it."),
            "is_file_public": _("Look first: names, signatures and tax numbers of people may be on it."),
        }

    def clean_file(self) -> Any:
        """The new file as it is kept; what is there already stays."""
        return papers.kept(self.cleaned_data.get("file"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_file_public") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("is_file_public", _("There is no file that could be published."))
        return cleaned


class PermitInline(BelongingInline):
    form = PermitForm


class SitingPassportInline(PermitInline):
    model = SitingPassport
    fields = (
        ("number", "status"),
        ("issued_on", "valid_until"),
        "issued_by",
        "document_name",
        "document_url",
        "file",
        "is_file_public",
    )


class AdvertisingPermitInline(PermitInline):
    model = AdvertisingPermit
    fields = (
        ("number", "status"),
        ("issued_on", "valid_from", "valid_until"),
        ("issued_by", "issued_by_code"),
        ("distributor_name", "distributor_code"),
        ("contract_number", "contract_signed_on"),
        "file",
        "is_file_public",
    )


class NotFoundFilter(admin.EmptyFieldListFilter):
    """Whether inspectors found a structure at its place."""

    def choices(self, changelist: Any) -> Any:
        words = {None: _("All"), "1": _("found, or not looked for"), "0": _("not found at its place")}
        for choice, (value, said) in zip(super().choices(changelist), words.items(), strict=True):
            yield {**choice, "display": said, "selected": self.lookup_val == value}


class StructureAdmin(FeatureAdmin):
    """The permit's state is computed: it is shown, and follows from the permits below."""

    actions = (open_cases, print_plates, ask_for)
    readonly_fields = (
        *FeatureAdmin.readonly_fields,
        "permit",
        "permit_state",
        "permit_until",
        "missing_since",
    )
    help_texts: ClassVar[dict[str, Any]] = {
        "without_permit": _(
            "Only where somebody has looked and there is none: what nobody looked for is unknown."
        ),
    }

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), ("missing_since", NotFoundFilter)]

    def has_round_permission(self, request: HttpRequest) -> bool:
        """Who may ask inspectors."""
        return request.user.has_perm("surveys.add_round")

    def has_case_permission(self, request: HttpRequest) -> bool:
        """Who may open cases."""
        return request.user.has_perm("cases.inspect_case")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        refresh_permit_states(timezone.localdate(), [form.instance.pk])


@admin.register(Kiosk)
class KioskAdmin(StructureAdmin):
    inlines = (SitingPassportInline,)


@admin.register(Advertising)
class AdvertisingAdmin(StructureAdmin):
    inlines = (AdvertisingPermitInline,)


@admin.register(Comparison)
class ComparisonAdmin(OnlyLookedAt, FeatureAdmin):
    """Made by rule: whoever wants another finding mends the register, the scheme or the rules. Cases begin here."""

    actions = ("open_cases_of",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Comparison]":
        return super().get_queryset(request).filter(is_stand_in=False)

    @admin.action(description=_("Open cases about the structures of the selected rows"), permissions=["case"])
    def open_cases_of(self, request: HttpRequest, queryset: "QuerySet[Comparison]") -> None:
        """Spots without a structure have nothing to open a case about."""
        for subject, (model, _owners) in STRUCTURES.items():
            paths = queryset.filter(subject=subject).exclude(structure_path="")
            numbers = [
                int(path.strip("/").split("/")[1]) for path in paths.values_list("structure_path", flat=True)
            ]
            open_cases(self, request, model._default_manager.filter(pk__in=numbers))

    def has_case_permission(self, request: HttpRequest) -> bool:
        """Who may open cases."""
        return request.user.has_perm("cases.inspect_case")
