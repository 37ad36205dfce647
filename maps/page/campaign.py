"""`/campaign`: the yearly self-assessment of objects: how far the city is, its parts in a league table, and who is
missing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accessibility import norms, telling
from accessibility.campaign import Campaign, current_year
from accessibility.vocabulary import Verdict
from layers.figures import Bar, Chart
from layers.negotiation import refuse_others
from layers.problems import BadParameter
from layers.query import LANGUAGE

YEAR = "year"
#: КМУ № 537 is of 2021
_FIRST = 2021
_TONES = {
    Verdict.ACCESSIBLE: "good",
    Verdict.PARTLY: "warning",
    Verdict.BARRIER: "bad",
    Verdict.UNKNOWN: "unknown",
}


def campaign_page(request: HttpRequest) -> HttpResponse:
    """`/campaign[?year=2026]`. Raises BadParameter."""
    refuse_others(request, {YEAR, LANGUAGE})
    campaign = Campaign(_year(request))
    words: dict[str, Any] = {
        "campaign": campaign,
        "act": telling.said(norms.assessment().title),
        "years": range(current_year(), _FIRST - 1, -1),
        "charts": [chart for chart in (_classes(campaign), _weeks(campaign)) if chart.rows],
        "verdicts": [verdict.label for verdict in Verdict],
        "parts": [(part, [part.classes[verdict] for verdict in Verdict]) for part in campaign.parts],
    }
    return render(request, "maps/campaign.html", words)


def _year(request: HttpRequest) -> int:
    raw = request.GET.get(YEAR, str(current_year()))
    if raw.isascii() and raw.isdigit() and len(raw) == 4 and _FIRST <= int(raw) <= current_year():
        return int(raw)
    raise BadParameter(
        _("year is from %(first)d to %(last)d.") % {"first": _FIRST, "last": current_year()}, parameter=YEAR
    )


def _classes(campaign: Campaign) -> Chart:
    whole = campaign.whole
    most = max(whole.classes.values(), default=0)
    rows = [
        Bar(str(verdict.label), str(count), round(100 * count / most, 1), _TONES[verdict])
        for verdict in Verdict
        if most and (count := whole.classes[verdict])
    ]
    return Chart(_("Places assessed, by their class"), rows)


def _weeks(campaign: Campaign) -> Chart:
    most = max((count for _end, count in campaign.weeks), default=0)
    rows = [
        Bar(date_format(end, "j E"), str(count), round(100 * count / most, 1))
        for end, count in campaign.weeks
        if most
    ]
    return Chart(_("Places assessed until the end of each week"), rows, is_series=True, top=str(most))
