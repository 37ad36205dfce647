"""The back office of petitions: their life by the table of states, their counts, and the keys of the city's site."""

from itertools import pairwise
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from layers.admin import BelongingInline, FeatureAdmin, FeatureForm, Guarded
from layers.civic.petitions import actions, keys, rules
from layers.civic.petitions.models import Petition, SignatureCount, SiteKey
from layers.civic.petitions.telling import contradiction
from layers.civic.petitions.vocabulary import Status
from layers.surveys import papers


class PetitionForm(FeatureForm):
    """A petition goes from state to state as the law has it."""

    def clean_answer_file(self) -> Any:
        """The new file as it is kept."""
        return papers.kept(self.cleaned_data.get("answer_file"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        before, after = self.initial.get("status", ""), cleaned.get("status", "")
        if self.instance.pk and after and not rules.may_follow(before, after):
            following = ", ".join(str(Status(state).label) for state in sorted(rules.TRANSITIONS[before]))
            self.add_error(
                "status",
                _("After “%(before)s” comes only: %(following)s.")
                % {"before": Status(before).label, "following": following or _("nothing more")},
            )
        flaw = contradiction({**cleaned, "signatures": self.instance.signatures})
        if flaw:
            self.add_error(flaw[1], flaw[0])
        return cleaned


class CountFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Signatures are not taken back: where there are fewer than before, it is said why."""

    def clean(self) -> None:
        super().clean()
        told = [
            form for form in self.forms if form.cleaned_data.get("on") and not form.cleaned_data.get("DELETE")
        ]
        told.sort(key=lambda form: form.cleaned_data["on"])
        for before, after in pairwise(told):
            first, second = before.cleaned_data.get("signatures"), after.cleaned_data.get("signatures")
            if first is None or second is None or after.cleaned_data.get("correction"):
                continue
            if second < first:
                after.add_error("correction", _("There are fewer signatures than before: say why."))


class CountInline(BelongingInline):
    model = SignatureCount
    formset = CountFormSet
    help_texts: ClassVar[dict[str, Any]] = {
        "correction": gettext_lazy("Why there are fewer signatures than before: everybody reads it.")
    }


@admin.register(Petition)
class PetitionAdmin(FeatureAdmin):
    """Deadlines are computed by the rules that were in force when the collection began."""

    form = PetitionForm
    inlines = (CountInline,)
    _COMPUTED = ("rules_from", "publish_by", "review_by", "answer_by")
    readonly_fields: ClassVar[Any] = (*FeatureAdmin.readonly_fields, *_COMPUTED)
    help_texts: ClassVar[dict[str, Any]] = {
        "threshold": gettext_lazy("Empty: by the city’s rules in force when the collection began."),
        "collect_until": gettext_lazy("Empty: by the city’s rules in force when the collection began."),
        "answer_file": gettext_lazy(
            "PDF, JPEG, PNG or WebP, at most 20 MB. Everybody may open it at once: look first."
        ),
        "review_on": gettext_lazy("When it was published that the consideration has begun."),
    }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and "started_on" in form.changed_data and "collect_until" not in form.changed_data:
            obj.collect_until = None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "signatures" not in form.changed_data:
            actions.take_newest_count(form.instance)
        actions.follow_one(form.instance)


@admin.action(description=gettext_lazy("Revoke the selected keys"), permissions=["change"])
def revoke(modeladmin: Any, request: HttpRequest, chosen: "QuerySet[SiteKey]") -> None:
    """Nobody writes with them any more."""
    for key in chosen:
        key.revoke()
    said = ngettext("%d key is revoked.", "%d keys are revoked.", len(chosen))
    modeladmin.message_user(request, said % len(chosen), messages.SUCCESS)


@admin.register(SiteKey)
class SiteKeyAdmin(Guarded, admin.ModelAdmin):  # type: ignore[type-arg]
    """A key is shown once, when it is made; afterwards only what became of it."""

    list_display = ("name", "made_at", "made_by", "used_at", "revoked_at")
    fields = ("name",)
    actions = (revoke,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made, secret = keys.make(obj.name, request.user)
        obj.pk = made.pk
        self.message_user(
            request,
            _("The key, shown this once: %s Hand it to whoever runs the petition site.") % secret,
            messages.WARNING,
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
