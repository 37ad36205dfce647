"""The back office of tenders: what was read, whose purchases are read, what was set aside, and how the reading goes."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from layers.admin import FeatureAdmin, Guarded, ReadOnlyAdmin
from layers.civic.tenders.models import Buyer, Cursor, SetAside, SyncRun, Tender
from layers.civic.tenders.telling import log_in_words

_CLUES = {
    "title": _("title"),
    "lot": _("lot"),
    "item": _("item"),
    "delivery": _("place of delivery"),
    "buyer": _("address of the buyer"),
}


@admin.register(Tender)
class TenderAdmin(FeatureAdmin):
    exclude = ("place_clues",)
    readonly_fields = (*FeatureAdmin.readonly_fields, "place_flaw", "clues")

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), "masked", "place_flaw"]

    @admin.display(description=_("texts that may tell the place"))
    def clues(self, tender: Any) -> SafeString | str:
        lines = ((_CLUES.get(clue["from"], clue["from"]), clue["text"]) for clue in tender.place_clues)
        return format_html_join("", "<p>{}: {}</p>", lines) or "—"


@admin.register(Buyer)
class BuyerAdmin(Guarded, admin.ModelAdmin[Buyer]):
    """Bodies that sit elsewhere are read by their code; bodies of the community are read anyhow, unless passed over."""

    list_display = ("name", "buyer_code", "followed")
    list_filter = ("followed",)
    search_fields = ("name", "buyer_code")
    help_texts: ClassVar[dict[str, Any]] = {
        "followed": _(
            "Buyers that sit in the community are read without being listed here: list one and take this away to pass "
            "over what it buys. Purchases of a new buyer come from the next change in ProZorro on."
        ),
    }


@admin.register(SetAside)
class SetAsideAdmin(ReadOnlyAdmin):
    list_display = ("last_at", "__str__", "reason", "found", "times", "is_due")
    fields = (
        "source", "external_id", "tender_id", "reason", "found", "modified_at", "times", "is_due", "first_at",
        "last_at",
    )  # fmt: skip
    readonly_fields = fields
    list_filter = ("reason", "is_due")
    search_fields = ("external_id", "tender_id", "detail")
    actions = ("ask_again",)

    @admin.action(description=_("Ask for them again at the next reading"), permissions=["ask"])
    def ask_again(self, request: HttpRequest, rows: "QuerySet[SetAside]") -> None:
        count = rows.update(is_due=True)
        words = ngettext(
            "%s document will be asked for again.", "%s documents will be asked for again.", count
        )
        self.message_user(request, words % count)

    @admin.display(description=_("what was found"))
    def found(self, one: SetAside) -> str:
        """In the reader's language, as far as the words are ours."""
        return log_in_words(one.detail) or "—"

    def has_ask_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("tenders.change_setaside"))


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at", "source", "state", "entries", "hits", "entered", "changed", "gone", "set_aside", "behind", "said",
    )  # fmt: skip
    list_filter = ("state", "source")
    fields = (
        "source", "state", "started_at", "ended_at", "pages", "entries", "hits", "entered", "changed", "unchanged",
        "gone", "set_aside", "masked", "retries", "newest_at", "behind", "said",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("last trouble"))
    def said(self, run: SyncRun) -> str:
        """In the reader's language, short enough for a column."""
        return log_in_words(run.last_error) or "—"

    @admin.display(description=_("behind by"))
    def behind(self, run: SyncRun) -> str:
        return timesince(run.newest_at, run.ended_at) if run.newest_at else "—"


@admin.register(Cursor)
class CursorAdmin(ReadOnlyAdmin):
    list_display = ("source", "direction", "offset", "reach", "is_done", "moved_at")
