"""The back office of stories: suggested links with their reasons, for an editor to decide, several at once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from layers.registry import catalogue
from layers.threads.actions import decide
from layers.threads.models import Link
from layers.threads.telling import because


@admin.register(Link)
class LinkAdmin(admin.ModelAdmin[Link]):
    """Decided in the list: what is linked with what stands there with its reasons, the weightiest first."""

    list_display = ("earlier", "later", "why", "weight", "state")
    list_display_links = None
    list_filter = ("state", "earlier_layer", "later_layer")
    ordering = ("-state", "-weight", "-pk")
    actions = ("confirm", "decline")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what came first"))
    def earlier(self, link: Link) -> SafeString:
        return _named(link.earlier_layer, link.earlier_id)

    @admin.display(description=_("what followed"))
    def later(self, link: Link) -> SafeString:
        return _named(link.later_layer, link.later_id)

    @admin.display(description=_("why"))
    def why(self, link: Link) -> SafeString:
        return format_html_join("", "<div>{}</div>", ((line,) for line in because(link)))

    @admin.action(description=_("They are one matter"), permissions=["change"])
    def confirm(self, request: HttpRequest, chosen: QuerySet[Link]) -> None:
        self._decide(request, chosen, Link.State.CONFIRMED)

    @admin.action(description=_("They are not one matter"), permissions=["change"])
    def decline(self, request: HttpRequest, chosen: QuerySet[Link]) -> None:
        self._decide(request, chosen, Link.State.DECLINED)

    def _decide(self, request: HttpRequest, chosen: QuerySet[Link], state: Link.State) -> None:
        for link in chosen:
            decide(link, state, request.user.get_username())
        said = ngettext("%s link is decided.", "%s links are decided.", len(chosen)) % len(chosen)
        messages.success(request, said)


def _named(slug: str, number: int) -> SafeString:
    feature = catalogue[slug].model._default_manager.filter(pk=number).first()
    name = str(feature) if feature else str(number)
    return format_html('<a href="/{}/{}/">{}</a><br>{}', slug, number, name, catalogue[slug].title)
