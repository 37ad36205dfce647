"""The back office of alerts: the log of events, who is told, and how letters went. Addresses are for few, and
nothing is written here but that a subscription ends.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from layers.admin import ReadOnlyAdmin
from layers.alerts.actions import end_for
from layers.alerts.models import Letter, Subscription
from layers.models import Event
from layers.registry import catalogue

SEE_ADDRESS = "alerts.see_address_subscription"


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """What happened, as it is told. Values are on the page of the object, for whom they are for."""

    list_display = ("at", "kind", "thing", "waits")
    list_display_links = None
    list_filter = ("kind", "awaits", "layer")
    ordering = ("-pk",)
    show_full_result_count = False
    fields = ("layer", "feature_id", "kind", "at", "awaits")

    @admin.display(description=_("waits to be told"))
    def waits(self, event: Event) -> str:
        # That it waits no more is as it should be: no cross.
        return str(_("yes")) if event.awaits else ""

    @admin.display(description=_("object"))
    def thing(self, event: Event) -> SafeString | str:
        if event.layer not in catalogue:
            return str(event)
        address = (event.layer, event.feature_id)
        return format_html(
            '<a href="/{}/{}/">{}, № {}</a>', *address, catalogue[event.layer].title, event.feature_id
        )


class LetterInline(admin.TabularInline):  # type: ignore[type-arg]
    """The letters of a subscription, the last first."""

    model = Letter
    fk_name = "subscription"
    fields = readonly_fields = ("begun_at", "kind", "state", "count", "attempts", "code", "settled_at")
    ordering = ("-begun_at",)
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """What people want to be told of, and how their letters went."""

    list_display = ("title", "state", "pace", "sent", "doubtful", "refusals", "made_at")
    list_filter = ("state", "pace", "why")
    ordering = ("-made_at",)
    inlines = (LetterInline,)
    actions = ("end_them",)

    def get_queryset(self, request: HttpRequest) -> Any:
        lost = Q(letters__state__in=[Letter.State.UNSURE, Letter.State.FAILED])
        return (
            super()
            .get_queryset(request)
            .annotate(
                sent_letters=Count("letters", filter=Q(letters__state=Letter.State.SENT)),
                lost_letters=Count("letters", filter=lost),
            )
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        address = ["email"] if request.user.has_perm(SEE_ADDRESS) else []
        return [
            *address,
            "title",
            "words",
            "state",
            "why",
            "pace",
            "states_only",
            "language",
            "made_at",
            "since",
            "refusals",
        ]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("email", "title") if request.user.has_perm(SEE_ADDRESS) else ("title",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        # What is not shown is not guessed by what a list finds, either.
        return not lookup.startswith("email") and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description=_("sent letters"), ordering="sent_letters")
    def sent(self, subscription: Subscription) -> int:
        return subscription.sent_letters  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=_("letters that may be lost"), ordering="lost_letters")
    def doubtful(self, subscription: Subscription) -> int:
        return subscription.lost_letters  # type: ignore[attr-defined,no-any-return]

    @admin.action(
        description=_("End the selected subscriptions, and erase their addresses"), permissions=["end"]
    )
    def end_them(self, request: HttpRequest, chosen: QuerySet[Subscription]) -> None:
        ended = 0
        for subscription in chosen.exclude(state=Subscription.State.ENDED):
            end_for(subscription, Subscription.Why.BY_OFFICE)
            ended += 1
        said = ngettext("%d subscription has ended.", "%d subscriptions have ended.", ended) % ended
        messages.success(request, said)

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Who sees an address may also erase it."""
        return bool(request.user.has_perm(SEE_ADDRESS))


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """How letters went: what waits, what the mail server does not take, what may be lost."""

    list_display = ("begun_at", "kind", "state", "count", "attempts", "code", "due_at", "settled_at")
    list_filter = ("state", "kind", "code")
    ordering = ("-begun_at",)
    fields = (
        "id",
        "subscription",
        "kind",
        "state",
        "count",
        "begun_at",
        "due_at",
        "attempts",
        "code",
        "settled_at",
    )
