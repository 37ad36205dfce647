"""The back office as a whole: who may come in, in which order it shows what there is, and how Django's words sound."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from kiosks.cases.figures import waiting
from layers.registry import catalogue
from maps.language import PARAMETER

# Sentences of Django's that put a name where Ukrainian would want another case: they are translated anew, by a colon.
# Named here, they stay in the catalogue of translations.
SENTENCES = (
    gettext_noop("Add %s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Select %s"),
    gettext_noop("Select %s to change"),
    gettext_noop("Select %s to view"),
    gettext_noop("Add %(name)s"),
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("Add another %(model)s"),
    gettext_noop("Change selected %(model)s"),
    gettext_noop("Delete selected %(model)s"),
    gettext_noop("View selected %(model)s"),
    gettext_noop(" By %(filter_title)s "),
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
        "All of the following related items will be deleted:"
    ),
)


class SignIn(AdminAuthenticationForm):
    """Says plainly what a right password without rights here is worth."""

    def confirm_login_allowed(self, user: User) -> None:
        if user.is_active and not user.is_staff:
            raise ValidationError(
                _(
                    "The name and the password are right, but this account has no rights in the back office. "
                    "The map itself needs no account."
                ),
                code="no_rights",
            )
        super().confirm_login_allowed(user)


class Office(admin.AdminSite):
    """Apps and their models in the order of the public catalogue; then records, then accounts."""

    login_form = SignIn
    site_url = None  # the head of every page leads to the map

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Whoever decides on cases begins with what is due, unless they were on their way somewhere."""
        response = super().login(request, extra_context)
        is_home = isinstance(response, HttpResponseRedirect) and response.url == reverse("admin:index")
        if is_home and request.user.has_perm("cases.decide_case"):
            return redirect("admin:cases_case_figures")
        return response

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """What waits is told before all there is."""
        may = request.user.has_perm("cases.view_case")
        return super().index(request, {**(extra_context or {}), "waiting": waiting() if may else None})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        ranks = {layer.model: rank for rank, layer in enumerate(catalogue)}
        order = list(apps.app_configs)
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda model: ranks.get(model["model"], len(ranks)))
        return sorted(
            found,
            key=lambda app: (ranks.get(app["models"][0]["model"], len(ranks)), order.index(app["app_label"])),
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
            # The language is remembered in a cookie by now; a list would take the word for a filter.
            if PARAMETER in request.GET:
                rest = request.GET.copy()
                del rest[PARAMETER]
                return redirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)
            return inner(request, *args, **words)

        return answer
