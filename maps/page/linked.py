"""Projects and the purchases made for them, told by the purchase's public identifier (`UA-…`), on both cards."""

from dataclasses import dataclass

from layers.civic.projects.models import Project
from layers.civic.projects.vocabulary import tender_ids_in
from layers.civic.tenders.models import Tender
from layers.layer import Layer
from layers.query import Selection
from layers.record import Record, records
from layers.registry import catalogue
from layers.viewer import Viewer

_MOST = 20
_PROZORRO = "https://prozorro.gov.ua/tender/"


@dataclass(frozen=True, slots=True)
class Link:
    """What a card leads to: a record of ours, or a page of ProZorro where the map does not know the tender."""

    title: str
    url: str
    record: Record | None = None


def tenders_of(record: Record, viewer: Viewer) -> list[Link]:
    """The tenders that a project names, as far as they are on the map; the others lead to ProZorro."""
    if record.layer.model is not Project:
        return []
    named = tender_ids_in(str(record.values.get("tender_ids") or ""))[:_MOST]
    known = dict(Tender.objects.filter(tender_id__in=named).values_list("tender_id", "pk"))
    found = {one.id: one for one in _seen(catalogue["tenders"], viewer, tuple(known.values()))}
    links = []
    for identifier in named:
        one = found.get(known.get(identifier, 0))
        links.append(
            Link(one.headline, one.url, one) if one else Link(identifier, f"{_PROZORRO}{identifier}")
        )
    return links


def projects_of(record: Record, viewer: Viewer) -> list[Link]:
    """The projects that name a tender."""
    identifier = str(record.values.get("tender_id") or "")
    if record.layer.model is not Tender or not identifier:
        return []
    naming = Project.objects.filter(tender_ids__contains=identifier).values_list("pk", "tender_ids")
    numbers = tuple(pk for pk, text in naming[: _MOST * 5] if identifier in tender_ids_in(text))[:_MOST]
    return [Link(one.headline, one.url, one) for one in _seen(catalogue["projects"], viewer, numbers)]


def _seen(layer: Layer, viewer: Viewer, numbers: tuple[int, ...]) -> list[Record]:
    if not numbers:
        return []
    looks = viewer.on(layer.model)
    return records(Selection(layer, looks, layer.columns_for(looks), ids=numbers), limit=len(numbers))
