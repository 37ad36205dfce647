"""What the card of an object tells beside its row: its photos, when it was inspected, what was said about it."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from accessibility.models import Barrier, Place
from accessibility.reasons import of_place
from accessibility.vocabulary import GONE, Profile
from kiosks.cases.public import Told, steps_of
from kiosks.plan.public import of_structure
from layers.civic.tenders.models import Tender
from layers.civic.tenders.telling import told_of
from layers.feature import LocationSource
from layers.locating import telling
from layers.locating.finding import ORDER
from layers.record import Record
from layers.registry import catalogue
from layers.surveys import shown
from layers.surveys.survey import surveys
from maps.models import Remark

MOST_ANSWERS = 10

register = template.Library()


@register.inclusion_tag("maps/photos.html", takes_context=True)
def photos(context: Context, record: Record) -> dict[str, Any]:
    """The published ones; none where they would tell more than the location that is published."""
    if not shown.may_be_shown(record, context["request"].viewer):
        return {"photos": []}
    return {"photos": shown.photos_of(record.layer, record.id)}


@register.inclusion_tag("maps/inspections.html")
def inspected(record: Record) -> dict[str, Any]:
    """The newest first; nothing is said of an object that no inspector was at."""
    return {"inspections": shown.inspections(record.layer, record.id) if _is_surveyed(record) else []}


@register.inclusion_tag("maps/remarked.html")
def remarked(record: Record) -> dict[str, Any]:
    """What the city answered to remarks about an object, where a moderator shows it; the newest first."""
    settled = Remark.objects.filter(layer=record.layer.slug, feature_id=record.id, is_public=True)
    answers = settled.exclude(state=Remark.State.NEW).exclude(answer="").order_by("-settled_at")
    return {"answers": answers[:MOST_ANSWERS]}


@register.inclusion_tag("maps/plan.html", takes_context=True)
def held_against_plan(context: Context, record: Record) -> dict[str, Any]:
    """How a structure differs from the placement scheme, where that speaks of it."""
    comparison = of_structure(context["request"].viewer, record.url)
    if comparison is None:
        return {}
    layer = catalogue["comparison"]
    symbol = dict(layer.style.symbols())[comparison.finding].as_json(comparison.finding)
    return {"comparison": comparison, "layer": layer, "symbol": symbol}


@register.inclusion_tag("maps/reasons.html", takes_context=True)
def judged(context: Context, record: Record) -> dict[str, Any]:
    """How a place is judged, officially and for each person, and why: nothing of what the viewer may not read."""
    told = of_place(record.id, context["request"].viewer) if record.layer.model is Place else None
    if told is None:
        return {}
    symbols = {value: symbol.as_json(value) for value, symbol in record.layer.style.symbols()}
    is_page = context.get("parts") is not None
    return {
        "told": told,
        "record": record,
        "rows": [(one, symbols[one.verdict]) for one in told.verdicts],
        "layer": record.layer,
        # On the page of its own, which tells the history, too.
        "is_page": is_page,
        "opened": record.layer.is_seen_by or (Profile.WHEELCHAIR.value if is_page else ""),
    }


@register.inclusion_tag("maps/barrier_life.html", takes_context=True)
def alive(context: Context, record: Record) -> dict[str, Any]:
    """How far a barrier is in its life, and the way to say whether it is still there."""
    if record.layer.model is not Barrier:
        return {}
    barrier = Barrier.objects.get(pk=record.id)
    today = timezone.localdate()
    return {
        "barrier": barrier,
        "is_over": barrier.status in GONE,
        "is_late": barrier.due_on is not None and barrier.due_on < today,
        "is_asked": True,
    }


@register.inclusion_tag("maps/tender.html")
def purchased(record: Record) -> dict[str, Any]:
    """How a purchase goes: its periods, who won, the contracts, the lots, the files."""
    return {"told": told_of(record.id) if record.layer.model is Tender else None, "record": record}


@register.inclusion_tag("maps/placed.html")
def placed_by_words(record: Record) -> dict[str, Any]:
    """What led to a location that was found by words, or why none was; and the way to say better."""
    finding = telling.finding_of(record.layer, record.id)
    # How a place was found tells it, and that is for whom its location is for.
    if record.is_generalised and not record.is_exact:
        return {}
    if finding is None or record.own["location_source"] not in (*ORDER, LocationSource.UNKNOWN):
        return {}
    return {"record": record, "finding": finding, "why": telling.why(finding.reason, finding.details)}


@register.simple_tag
def case_steps(record: Record) -> list[Told]:
    """What everybody may know of the cases about an object, the newest first."""
    return steps_of(record.layer.slug, record.id)


def _is_surveyed(record: Record) -> bool:
    return any(survey.layer_slug == record.layer.slug for survey in surveys)
