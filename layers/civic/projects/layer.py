"""What the city shows of public projects: the stage, and planned against spent."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from layers.civic.projects.models import SLUG, Project
from layers.civic.projects.telling import in_sentences
from layers.civic.projects.vocabulary import Stage
from layers.fields import Apart, Field, Figure, Telling
from layers.layer import Chapter, Group, Layer
from layers.provenance import Source
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone

#: what is planned for these is not what the city spends, or not yet
_NOT_SPENT = (
    Apart(_("not decided yet, or not known"), (Stage.SUBMITTED, Stage.REVIEW, Stage.VOTING, Stage.UNKNOWN)),
    Apart(_("will not be carried out"), (Stage.LOST, Stage.NOT_ADMITTED, Stage.CANCELLED)),
)


@register
class ProjectLayer(Layer):
    slug = SLUG
    title = _("Public projects")
    description = _("Projects of the participatory budget, from the proposal to the finished work.")
    model = Project
    clues = ("title", "description")
    numbered_in = "year"
    chapter = Chapter(
        20,
        "title",
        "decided_on",
        "budget_planned",
        number="number",
        cites=("tender_ids", "description", "title"),
    )
    headline = "{title}"
    shape = Shape.HEXAGON
    group, rank = Group.CIVIC, 10
    tangible = False
    shown_at_first = True
    style = ByValue(
        "stage",
        {
            Stage.SUBMITTED: Symbol(_("Submitted"), Tone.RUNNING, "plus"),
            Stage.REVIEW: Symbol(_("Being examined"), Tone.RUNNING, "clock"),
            Stage.VOTING: Symbol(_("Vote is on"), Tone.RUNNING, "exclamation"),
            Stage.WON: Symbol(_("Won, waiting for works"), Tone.WARNING, "star"),
            Stage.RUNNING: Symbol(_("Being carried out"), Tone.RUNNING),
            Stage.DONE: Symbol(_("Carried out"), Tone.GOOD),
            Stage.PAUSED: Symbol(_("Paused"), Tone.WARNING, "pause"),
            Stage.LOST: Symbol(_("Did not win"), Tone.NEUTRAL, "bar"),
            Stage.NOT_ADMITTED: Symbol(_("Not admitted to the vote"), Tone.NONE),
            Stage.CANCELLED: Symbol(_("Cancelled"), Tone.BAD),
            Stage.UNKNOWN: Symbol(_("Stage unknown"), Tone.UNKNOWN),
        },
    )
    source = Source("CC-BY-4.0", updated="P1M")
    figures = (
        Figure("budget_planned", Telling.AGAINST, against="budget_spent", by="year"),
        Figure("budget_planned", Telling.SUM, apart=_NOT_SPENT),
        Figure("budget_spent", Telling.SUM),
        Figure("decided_on", Telling.MONTHS, _("How many projects were decided on, by month")),
        Figure("category", Telling.CHOICES),
    )
    fields = (
        Field("stage", filter=True, in_tile=True, leading=True),
        Field("title", search=True),
        Field("number", search=True, filter=True, identifies=True),
        Field("category", search=True, filter=True),
        Field("budget_planned", filter=True, leading=True, unit="₴"),
        Field("budget_spent", unit="₴"),
        Field("year", filter=True, leading=True),
        Field("votes", filter=True),
        Field("size", filter=True),
        Field("scope", filter=True),
        Field("description", search=True),
        Field("author"),
        Field("responsible"),
        Field("authority_name"),
        Field("authority_code"),
        Field("decided_on", happened=_("It was decided")),
        Field("decision_url"),
        Field("contractor_name", search=True),
        Field("works_from", happened=_("The works were to begin")),
        Field("works_until", filter=True, happened=_("The works were to end")),
        # The card leads to each of them (maps/templatetags/civic.py).
        Field("tender_ids", search=True, on_card=False),
        Field("url"),
        Field("katottg"),
        Field("text", on_card=False),
        Field("decision_text", on_card=False),
    )

    def remark(self, values: Mapping[str, Any]) -> str:
        """What its stage means, how much of the money is spent, and whether the works are late."""
        return in_sentences(values)
