"""What the city shows of petitions: how far each one is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from layers.civic.petitions.actions import follow
from layers.civic.petitions.models import Petition
from layers.civic.petitions.telling import contradiction, in_sentences
from layers.civic.petitions.vocabulary import CLOSED, Status
from layers.fields import Audience, Field, Figure, Telling
from layers.layer import Chapter, Group, Layer
from layers.provenance import Source
from layers.publication import PublicationPolicy
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone


@register
class PetitionLayer(Layer):
    slug = "petitions"
    title = _("Petitions")
    description = _("Electronic petitions to the city and what became of them.")
    model = Petition
    clues = ("title", "text")
    numbered_in = "started_on"
    chapter = Chapter(10, "title", "started_on", number="number", cites=("text", "answer_text"))
    headline = "{title}"
    shape = Shape.BUBBLE
    group, rank = Group.CIVIC, 20
    tangible = False
    style = ByValue(
        "status",
        {
            Status.COLLECTING: Symbol(_("Collecting signatures"), Tone.RUNNING),
            Status.REACHED: Symbol(_("Threshold reached"), Tone.RUNNING, "plus"),
            Status.REVIEW: Symbol(_("Under consideration"), Tone.WARNING),
            Status.SUPPORTED: Symbol(_("Supported"), Tone.GOOD),
            Status.PARTLY_SUPPORTED: Symbol(_("Partly supported"), Tone.GOOD, "minus"),
            Status.NOT_SUPPORTED: Symbol(_("Not supported"), Tone.BAD),
            Status.ANSWERED: Symbol(_("Answered"), Tone.NEUTRAL, "exclamation"),
            Status.FAILED: Symbol(_("Threshold not reached"), Tone.NEUTRAL, "bar"),
            Status.APPEAL: Symbol(_("Considered as an ordinary appeal"), Tone.WARNING, "letter"),
            Status.ARCHIVED: Symbol(_("Archived"), Tone.NEUTRAL),
            Status.REFUSED: Symbol(_("Refused by the moderator"), Tone.NONE),
            Status.WITHDRAWN: Symbol(_("Withdrawn by the initiator"), Tone.NONE, "pause"),
            Status.DRAFT: Symbol(_("Draft"), Tone.UNKNOWN, "dots"),
            Status.MODERATION: Symbol(_("Being checked"), Tone.UNKNOWN, "star"),
            Status.UNKNOWN: Symbol(_("Status unknown"), Tone.UNKNOWN),
        },
    )
    source = Source("CC-BY-4.0", updated="P1D")
    #: a petition is published once it was checked (ст. 23-1 ЗУ «Про звернення громадян»); a refusal goes to its author
    policy = PublicationPolicy(withheld={"status": CLOSED})
    figures = (
        Figure("started_on", Telling.MONTHS, _("How many petitions began to collect signatures, by month")),
        Figure("answered_on", Telling.MONTHS, _("How many petitions were answered, by month")),
        Figure("category", Telling.CHOICES),
    )
    fields = (
        Field("status", filter=True, in_tile=True, leading=True),
        Field("title", search=True),
        Field("number", search=True, filter=True, identifies=True),
        Field("category", search=True, filter=True),
        Field("signatures", filter=True, leading=True),
        Field("threshold"),
        Field("started_on", filter=True, leading=True, happened=_("The collection of signatures began")),
        Field(
            "collect_until",
            filter=True,
            happened=_("The time for signing was over"),
            overtaken_by=("reached_on", "answered_on"),
        ),
        Field("reached_on", filter=True, happened=_("The needed signatures were collected")),
        Field(
            "review_by",
            filter=True,
            happened=_("Until this day it was to be taken up"),
            overtaken_by=("review_on", "answered_on"),
        ),
        Field("review_on", happened=_("It was taken up")),
        Field(
            "answer_by",
            filter=True,
            happened=_("Until this day it was to be answered"),
            overtaken_by=("answered_on",),
        ),
        Field("text", search=True),
        Field("initiator"),
        Field("authority_name"),
        Field("authority_code"),
        Field("answered_on", filter=True, happened=_("An answer was given")),
        Field("answer_text"),
        Field("answer_url"),
        Field("url"),
        Field("katottg"),
        Field("rules_from", on_card=False),
        Field("submitted_on", audience=Audience.STAFF),
        Field("publish_by", audience=Audience.STAFF),
    )

    def contradiction(self, values: Mapping[str, Any]) -> str:
        """Days out of their order, and a threshold that is not reached."""
        flaw = contradiction(values)
        return flaw[0] if flaw else ""

    def settle(self) -> None:
        """An import brings numbers and days; thresholds, deadlines and counts follow from them."""
        follow()

    def remark(self, values: Mapping[str, Any]) -> str:
        """How many signatures are there of how many, and what is due when."""
        return in_sentences(values)
