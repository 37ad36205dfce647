"""What the city shows of reports: how far each one is, and the answer."""

from django.utils.translation import gettext_lazy as _

from layers.civic.reports.models import SLUG, Report
from layers.civic.reports.vocabulary import State
from layers.fields import Field, Figure, Telling
from layers.layer import Group, Layer
from layers.provenance import Source
from layers.registry import register
from layers.styles import ByValue, Shape, Symbol, Tone


@register
class ReportLayer(Layer):
    slug = SLUG
    title = _("Reports of residents")
    description = _("What residents have reported of a place, and what the city answered.")
    model = Report
    headline = "{category}"
    address = "{nearby}"
    shape = Shape.PENTAGON
    group, rank = Group.CIVIC, 40
    style = ByValue(
        "state",
        {
            State.RECEIVED: Symbol(_("Received"), Tone.UNKNOWN, "exclamation"),
            State.LOOKED_INTO: Symbol(_("Being looked into"), Tone.WARNING),
            State.ANSWERED: Symbol(_("Answered"), Tone.GOOD),
            State.DECLINED: Symbol(_("Not confirmed"), Tone.NEUTRAL, "bar"),
        },
    )
    source = Source("CC-BY-4.0", updated="P1D")
    figures = (
        Figure("category", Telling.CHOICES),
        Figure("reported_on", Telling.MONTHS, _("How many reports came, by month")),
    )
    fields = (
        Field("state", filter=True, in_tile=True, leading=True),
        Field("category", filter=True),
        Field("reported_on", filter=True, leading=True, happened=_("Somebody reported it")),
        Field("answered_on", filter=True, leading=True, happened=_("The report was answered")),
        Field("text", search=True),
        Field("answer", search=True),
        Field("nearby", search=True, locating=True),
        Field("taken_up_on", happened=_("The city began to look into it")),
    )
