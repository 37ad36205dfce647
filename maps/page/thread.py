"""The story of a place: everything that happened there, of all layers, in the order of days. Needs no script.

`/<layer>/<id>/thread/` is about an object, a street, an address: what lies close to it, and what belongs to it wherever
that is. `/thread?near=longitude,latitude[,metres]` is about any point.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kiosks.cases.public import steps_among
from layers.areas import NEAR, Area, Circle, Surroundings, parse_near
from layers.changes import states_among
from layers.layer import Layer
from layers.negotiation import refuse_others
from layers.problems import BadParameter, wants_json
from layers.query import LANGUAGE, TEXT, Selection
from layers.record import Record, nearest, records
from layers.registry import catalogue
from layers.surfaces.cards import one
from layers.surveys.shown import inspections_among
from layers.threads.actions import linked, with_links
from layers.threads.telling import because
from layers.viewer import Viewer, ViewerRequest
from maps.page import place
from maps.page.around import search
from maps.page.chips import metres
from maps.page.presets import eventful

#: metres: how far a place reaches round an object, and round a point where nothing else is asked
BESIDE, CLOSE = 40, 100
#: objects of a layer, nearest first: who wants more takes a smaller circle
_MOST = 60
#: matters of a place that are told from the wish to the contract
_MOST_MATTERS = 5
#: links of one step that are shown
_MOST_OF_STEP = 5
#: layer and number
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to one object on one day."""

    day: date
    record: Record
    said: str
    #: why it belongs to the object that the story is of, though it may lie elsewhere
    because: tuple[str, ...] = ()
    #: whether nothing of the object was told before: what it is and why it is here is told once
    is_first: bool = False

    @property
    def facts(self) -> list[str]:
        """Its state, its money and who won, once."""
        return _facts(self.record) if self.is_first else []

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is here, once."""
        return self.because if self.is_first else ()

    @property
    def is_ahead(self) -> bool:
        return self.day > timezone.localdate()


@dataclass(frozen=True, slots=True)
class Link:
    """One object of a matter that goes from a wish to its contract, and why it belongs there."""

    record: Record
    because: tuple[str, ...] = ()
    #: the one that the story is of
    is_own: bool = False
    #: whether it only has something in common with that one, and neither came of the other
    is_beside: bool = False

    @property
    def facts(self) -> list[str]:
        return _facts(self.record)

    @property
    def year(self) -> int | None:
        """When it began."""
        return self.record.days[0].day.year if self.record.days else None


@dataclass(frozen=True, slots=True)
class Some:
    """The first few links of one step, and how many more there are."""

    links: Sequence[Link]

    @property
    def shown(self) -> Sequence[Link]:
        return self.links[:_MOST_OF_STEP]

    @property
    def more(self) -> int:
        return len(self.links[_MOST_OF_STEP:])


@dataclass(frozen=True, slots=True)
class Matter:
    """What one thing came of and what came of it, chapter after chapter; and what is linked by one of these alone."""

    steps: list[Some]
    beside: Some

    @property
    def keys(self) -> set[Key]:
        return {_key(link.record) for step in [*self.steps, self.beside] for link in step.links}


def _facts(record: Record) -> list[str]:
    """State, money, and what its layer says of it, without its address and its days."""
    state = [record.symbol["title"]] if record.layer.style.field else []
    remark = [record.remark] if record.remark else []
    days = {day.name for day in record.days}
    further = [fact for fact in record.further if fact.name not in days]
    return [*state, *remark, *(fact.phrase for fact in further[: 2 - len(remark)])]


def thread_of(request: ViewerRequest, layer: Layer, number: int) -> HttpResponse:
    """`/<layer>/<id>/thread/`. Raises NotHere."""
    refuse_others(request, {LANGUAGE})
    record = one(layer, request, number)
    links = list(_belonging(record, request.viewer))
    belonging = [link for link in links if not link.is_beside]
    reasons = {_key(link.record): link.because for link in belonging}
    near = _near_to(record, request.viewer)
    found = {_key(other): other for other in [record, *(link.record for link in belonging), *near]}
    told = _told(list(found.values()), reasons, request.viewer)
    within = {_key(record), *map(_key, near)}
    words = {
        "record": record,
        "title": record.headline,
        "radius": metres(BESIDE) if _place_of(record) else "",
        "matters": [_matter(record, links)] if links else [],
        "count": sum(_key(moment.record) in within for moment in told["moments"]),
        "elsewhere": sum(_key(moment.record) not in within for moment in told["moments"]),
    }
    return render(request, "maps/thread.html", told | words)


def thread_at(request: ViewerRequest) -> HttpResponse:
    """`/thread?near=longitude,latitude[,metres]`; without a place the search for one. Raises BadParameter."""
    refuse_others(request, {NEAR, TEXT, LANGUAGE})
    if NEAR not in request.GET:
        return _asking(request)
    here, asked = parse_near(request.GET[NEAR])
    circle = asked or Circle(*here, CLOSE)
    name = place.name_of(*here)
    words = {
        "title": _("Near %(name)s") % {"name": name} if name else _("A place without an address"),
        "radius": metres(circle.metres),
        "radii": [(length, metres(length)) for length in (50, CLOSE, 300)],
        "here": f"{here[0]:.6f},{here[1]:.6f}",
        "metres": circle.metres,
        "is_away": not place.is_in_the_city(*here),
    }
    found = _near(circle, here, request.viewer)
    words["matters"] = list(_matters(found, request.viewer))
    told = _told(found, {}, request.viewer, newest_first=True)
    return render(request, "maps/thread.html", words | told)


def _asking(request: ViewerRequest) -> HttpResponse:
    """Whoever names no place, or one that cannot be read, looks for one here. Raises BadParameter."""
    if wants_json(request):
        raise BadParameter(_("Say of which place: near=longitude,latitude."), parameter=NEAR)
    is_asked = TEXT in request.GET
    # What could not be read is said once, where another place is asked for.
    unread = bool(getattr(request, "left_out", ()))
    request.left_out = []  # type: ignore[attr-defined]
    answer = search(
        request, flaw=_("The address of this page names no place that can be read.") if unread else ""
    )
    if not is_asked:
        answer.status_code = 400
    return answer


def _matter(record: Record, links: Sequence[Link]) -> Matter:
    """An object and what belongs to it, in the order in which one follows from another."""
    chain = [Link(record, is_own=True), *(link for link in links if not link.is_beside)]
    chain.sort(key=lambda link: (_rank(link.record), link.record.days[:1] == [], link.record.id))
    steps = [list(step) for _rank_of_it, step in groupby(chain, key=lambda link: _rank(link.record))]
    for step in steps:
        # However many there are, the one that the story is of is seen.
        step.sort(key=lambda link: not link.is_own)
    return Matter([Some(step) for step in steps], Some([link for link in links if link.is_beside]))


def _rank(record: Record) -> int:
    chapter = catalogue[record.layer.slug].chapter
    return chapter.rank if chapter else 0


def _matters(found: Sequence[Record], viewer: Viewer) -> Iterator[Matter]:
    """The matters that a place has a part of: each once, the first few."""
    told: set[Key] = set()
    count = 0
    having = with_links(map(_key, found))
    # What most belongs to tells most of its matter.
    for record in sorted(found, key=lambda one: -having[_key(one)]):
        if count == _MOST_MATTERS:
            return
        if having[_key(record)] and _key(record) not in told and (links := list(_belonging(record, viewer))):
            matter = _matter(record, links)
            told |= matter.keys
            count += 1
            yield _of_nobody(matter)


def _of_nobody(matter: Matter) -> Matter:
    """The same in the story of a place, which is of none of its objects."""
    return replace(
        matter, steps=[Some([replace(link, is_own=False) for link in step.links]) for step in matter.steps]
    )


def _told(
    found: Sequence[Record],
    reasons: dict[Key, tuple[str, ...]],
    viewer: Viewer,
    *,
    newest_first: bool = False,
) -> dict[str, Any]:
    """The moments by years, and what has no day. The story of an object begins with its beginning; of a place one wants
    to know first what is going on there, and what is still ahead is told by itself."""
    groups = _by_layer(found)
    moments = sorted(
        (moment for layer, group in groups.items() for moment in _moments(layer, group, reasons, viewer)),
        key=lambda moment: (moment.day, *_key(moment.record)),
    )
    past = [moment for moment in moments if not (newest_first and moment.is_ahead)]
    ahead = [*_first_ones(moments[len(past) :])]
    if newest_first:
        past.reverse()
    past = list(_first_ones(past))
    dated = {_key(moment.record) for moment in moments}
    return {
        "years": [(year, list(group)) for year, group in groupby(past, key=lambda moment: moment.day.year)],
        "moments": moments,
        "count": len(moments),
        "ahead": ahead,
        "newest_first": newest_first,
        "undated": [record for record in found if _key(record) not in dated],
        # Of what is cut nobody has counted the whole.
        "counts": [(layer, len(group), len(group) >= _MOST) for layer, group in groups.items()],
        "most": _MOST,
        "is_cut": any(len(group) >= _MOST for group in groups.values()),
    }


def _first_ones(moments: Iterable[Moment]) -> Iterator[Moment]:
    """The moments, each with whether its object was not told of before."""
    told: set[Key] = set()
    for moment in moments:
        yield replace(moment, is_first=_key(moment.record) not in told)
        told.add(_key(moment.record))


def _by_layer(found: Iterable[Record]) -> dict[Layer, list[Record]]:
    groups: dict[Layer, list[Record]] = defaultdict(list)
    for record in found:
        groups[catalogue[record.layer.slug]].append(record)
    return groups


def _moments(
    layer: Layer, found: Sequence[Record], reasons: dict[Key, tuple[str, ...]], viewer: Viewer
) -> Iterator[Moment]:
    numbers = [record.id for record in found]
    steps, seen = steps_among(layer.slug, numbers), inspections_among(layer, numbers)
    turns = states_among(layer, viewer.on(layer.model), numbers)
    for record in found:
        why = reasons.get(_key(record), ())
        for day in record.story:
            yield Moment(day.day, record, day.said, why)
        known = {day.day for day in record.story}
        for turn in turns.get(record.id, ()):
            # A day of its own says the same better.
            if turn.on not in known:
                yield Moment(turn.on, record, turn.said, why)
        for step in steps.get(record.id, ()):
            yield Moment(step.on, record, step.said, why)
        for inspection in seen.get(record.id, ()):
            yield Moment(timezone.localtime(inspection.at).date(), record, inspection.said, why)


def _key(record: Record) -> Key:
    return record.layer.slug, record.id


def _near_to(record: Record, viewer: Viewer) -> list[Record]:
    around = _place_of(record)
    return _near(Surroundings(around, BESIDE), record.centre, viewer) if around else []


def _place_of(record: Record) -> GEOSGeometry | None:
    """Where it is, as far as something can be near to that."""
    return None if _is_vague(record) else record.place


def _near(area: Area, centre: tuple[float, float] | None, viewer: Viewer) -> list[Record]:
    if centre is None:
        return []
    found: list[Record] = []
    for layer in eventful():
        seen = viewer.on(layer.model)
        selection = Selection(layer, seen, layer.columns_for(seen), areas=(area,))
        # What is known to lie somewhere in the settlement says nothing of this place.
        found += [one for one in nearest(selection, *centre, limit=_MOST) if not _is_vague(one)]
    return found


def _is_masked(record: Record) -> bool:
    hides = catalogue[record.layer.slug].masked_by
    return bool(hides and record.values.get(hides))


def _is_vague(record: Record) -> bool:
    return bool(record.own["location_source"] == "settlement")


def _belonging(record: Record, viewer: Viewer) -> Iterator[Link]:
    """What belongs to an object by papers or an editor's word, as far as the viewer may see it; nothing of what
    its source hides the place of, also if it was linked before."""
    ties = linked(record.layer, record.id) if not _is_masked(record) else []
    found = {_key(other): other for other in _read([tie.key for tie in ties], viewer)}
    told: set[Key] = set()
    for tie in ties:
        # What is not to be seen leads nowhere.
        if tie.key in found and (tie.through is None or tie.through in told):
            told.add(tie.key)
            through = [_("through “%(what)s”") % {"what": found[tie.through].headline}] if tie.through else []
            yield Link(found[tie.key], (*through, *because(tie.link)), is_beside=tie.is_beside)


def _read(keys: Sequence[Key], viewer: Viewer) -> Iterator[Record]:
    """The objects that the viewer may see, but for those whose place their source hides."""
    for slug in dict.fromkeys(slug for slug, _number in keys):
        layer = catalogue[slug]
        seen = viewer.on(layer.model)
        numbers = tuple(number for one, number in keys if one == slug)
        selection = Selection(layer, seen, layer.columns_for(seen), ids=numbers)
        yield from (one for one in records(selection, limit=len(numbers)) if not _is_masked(one))
