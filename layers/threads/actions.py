"""Links are looked for among what everybody may see, and written where they are new; what an editor decided stays."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import PointOnSurface
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from layers.layer import Chapter, Layer
from layers.locating.models import Finding
from layers.query import Selection
from layers.record import nearest_to_each
from layers.registry import catalogue
from layers.threads import rules
from layers.threads.models import Link
from layers.viewer import PUBLIC

#: so many are suggested for one feature of a later chapter, the weightiest first
_MOST = 5
#: features whose streets are looked for in one query
_AT_ONCE = 1000
#: known by this alone, two things are nowhere near each other
_TOO_ROUGH = "settlement"
#: known by it, a feature is everywhere along it: that two of them touch says nothing
_ALONG = "street"
#: degrees that have what is near in them: one of latitude has 111 km, of longitude here 73 km and more
_REACH = rules.NEAR / 70_000
#: published rows
_OPEN = "{0}.published AND NOT {0}.restricted AND {0}.gone_at IS NULL"
Key = tuple[str, int]
Pair = tuple[Key, Key]
Links = dict[Pair, list[rules.Evidence]]
#: links that everybody is told of, and features that belong to one of them at most
_HOLDING = (Link.State.CITED, Link.State.CONFIRMED)
_MOST_OF_ONE = 50


@dataclass(frozen=True, slots=True)
class Tie:
    """A feature that belongs to another by a link: directly, or through a third one."""

    key: Key
    link: Link
    through: Key | None = None
    #: whether both only have the third one in common, and neither came of the other
    is_beside: bool = False


def chapters() -> list[tuple[Chapter, Layer]]:
    """The layers that tell of a place's story, in its order."""
    told = [(layer.chapter, layer) for layer in catalogue if layer.chapter is not None]
    return sorted(told, key=lambda one: one[0].rank)


def find_links() -> dict[str, int]:
    """Write what documents cite and what the rules suggest; returns how many links are new by each."""
    told = chapters()
    streets = _streets(told)
    things = {layer.slug: dict(_things(chapter, layer, streets)) for chapter, layer in told}
    cited, doubtful = _cited(told)
    suggested: Links = {}
    for number, (_earlier, first) in enumerate(told):
        for _later, second in told[number + 1 :]:
            suggested |= _suggested(first, second, things)
    for pair, evidence in doubtful.items():
        suggested[pair] = [*evidence, *suggested.get(pair, [])]
    return {
        "cited": _write(cited, Link.State.CITED),
        "suggested": _write(_best(suggested), Link.State.SUGGESTED),
    }


def _told(layer: Layer) -> Any:
    """The rows that links are told of: where the source hides a place, nothing may lead there."""
    rows = layer.features(PUBLIC).filter(gone_at__isnull=True)
    return rows.exclude(**{layer.masked_by: True}) if layer.masked_by else rows


def _things(
    chapter: Chapter, layer: Layer, streets: dict[Key, frozenset[str]]
) -> Iterator[tuple[int, rules.Thing]]:
    asked = (chapter.words, chapter.began, chapter.ended, chapter.money, chapter.currency, chapter.kind)
    names = [name for name in asked if name]
    rows = _told(layer).values("pk", *names)
    around = _around(layer)
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        money = row[chapter.money] if chapter.money else None
        currency = row[chapter.currency] if chapter.currency else "UAH"
        found = streets.get((layer.slug, row["pk"]), frozenset())
        names_near = around.get(row["pk"], frozenset())
        until = row[chapter.ended] or rules.STILL if chapter.ended else None
        words = f"{row[chapter.words]} {chapter.speaks_of.get(row.get(chapter.kind), '')}"
        thing = rules.Thing(words, found, row[chapter.began], money, currency, names_near, until)
        yield row["pk"], thing


def _streets(told: list[tuple[Chapter, Layer]]) -> dict[Key, frozenset[str]]:
    """The streets that features were found on by their texts; of what has a place of its own, the one that it is in."""
    rows = Finding.objects.exclude(names=[]).values_list("layer", "feature_id", "names")
    found = {(layer, number): frozenset(_street_of(name) for name in names) for layer, number, names in rows}
    for _chapter, layer in told:
        missing = [pk for pk in _told(layer).values_list("pk", flat=True) if (layer.slug, pk) not in found]
        found |= {(layer.slug, pk): frozenset([name]) for pk, name in _streets_by_place(layer, missing)}
    return found


def _street_of(name: str) -> str:
    """The street of what was found: of «вулиця Центральна, 3 (Щербані)» the street alone."""
    return re.split(r"[,(]", name)[0].strip()


def _streets_by_place(layer: Layer, numbers: list[int]) -> Iterator[tuple[int, str]]:
    streets = next((one for one in catalogue if one.is_place and not one.is_address), None)
    if streets is None:
        return
    selection = Selection(streets, PUBLIC, streets.columns_for(PUBLIC))
    placed = _told(layer).filter(public_geom__isnull=False).exclude(location_source=_TOO_ROUGH)
    for first in range(0, len(numbers), _AT_ONCE):
        points = placed.filter(pk__in=numbers[first : first + _AT_ONCE]).annotate(
            point=PointOnSurface("public_geom")
        )
        places = [(pk, point.coords) for pk, point in points.values_list("pk", "point")]
        close = nearest_to_each(selection, [place for _pk, place in places], within=rules.SAME_SPOT)
        yield from ((pk, street.title) for (pk, _place), street in zip(places, close, strict=True) if street)


def _around(layer: Layer) -> dict[int, frozenset[str]]:
    """What the places are called that features lie at: parks, schools, whatever texts call by name."""
    found: dict[int, set[str]] = {}
    for other in catalogue:
        if other.named_by:
            for number, name in _named_near(layer, other):
                found.setdefault(number, set()).add(name)
    return {number: frozenset(names) for number, names in found.items()}


def _named_near(layer: Layer, other: Layer) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT a.id, b."{other.named_by}" FROM "{layer.table}" AS a JOIN "{other.table}" AS b
                    ON a.public_geom && ST_Expand(b.public_geom, {_REACH})
                   AND ST_DWithin(a.public_geom::geography, b.public_geom::geography, {rules.NEAR})
                 WHERE {_OPEN.format("a")} AND {_OPEN.format("b")} AND b."{other.named_by}" <> ''"""
        )
        return list(cursor.fetchall())


def _suggested(first: Layer, second: Layer, things: dict[str, dict[int, rules.Thing]]) -> Links:
    found: Links = {}
    for one, other, metres in _close(first, second):
        earlier, later = things[first.slug].get(one), things[second.slug].get(other)
        if earlier and later and (evidence := rules.weigh(earlier, later, metres)):
            found[(first.slug, one), (second.slug, other)] = evidence
    return found


def _close(first: Layer, second: Layer) -> list[tuple[int, int, float | None]]:
    """Pairs of published rows that are near each other, with the metres between them; None where both are known by
    their street alone."""
    open_rows = f"{_OPEN} AND {{0}}.location_source <> %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT a.id, b.id, CASE WHEN a.location_source <> %s OR b.location_source <> %s
                       THEN ST_Distance(a.public_geom::geography, b.public_geom::geography) END
                  FROM "{first.table}" AS a JOIN "{second.table}" AS b
                    ON a.public_geom && ST_Expand(b.public_geom, {_REACH})
                   AND ST_DWithin(a.public_geom::geography, b.public_geom::geography, {rules.NEAR})
                 WHERE {open_rows.format("a")} AND {open_rows.format("b")}""",
            [_ALONG, _ALONG, _TOO_ROUGH, _TOO_ROUGH],
        )
        return list(cursor.fetchall())


def _cited(told: list[tuple[Chapter, Layer]]) -> tuple[Links, Links]:
    """What a text of one chapter names by the public number of another; and what it may name, where several rows of a
    layer have that number: each year begins anew with № 1."""
    ranks = {layer.slug: chapter.rank for chapter, layer in told}
    numbers = _numbers(told)
    found: Links = {}
    doubtful: Links = {}
    for chapter, layer in told:
        for pk, *texts in _told(layer).values_list("pk", *chapter.cites).iterator(chunk_size=2000):
            for slug, number in rules.cited(" ".join(filter(None, texts))):
                others = numbers.get((slug, rules.alike(number)), []) if slug != layer.slug else []
                for other, called in others:
                    first, second = sorted([(layer.slug, pk), (slug, other)], key=lambda key: ranks[key[0]])
                    told_by = [rules.Evidence(rules.Reason.CITED, rules.ENOUGH, called)]
                    (found if len(others) == 1 else doubtful)[first, second] = told_by
    return found, {pair: evidence for pair, evidence in doubtful.items() if pair not in found}


def _numbers(told: list[tuple[Chapter, Layer]]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """The features that have a public number, with that number, by layer and by what is alike of it."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for chapter, layer in told:
        if chapter.number:
            rows = _told(layer).exclude(**{chapter.number: ""}).order_by("pk")
            for number, pk in rows.values_list(chapter.number, "pk"):
                found.setdefault((layer.slug, rules.alike(number)), []).append((pk, number))
    return found


def _best(found: Links) -> Links:
    """Of each later feature the weightiest few."""
    of_later: dict[Key, list[tuple[int, Pair]]] = {}
    for pair, evidence in found.items():
        of_later.setdefault(pair[1], []).append((-_weight(evidence), pair))
    kept = [pair for pairs in of_later.values() for _weight, pair in sorted(pairs)[:_MOST]]
    return {pair: found[pair] for pair in kept}


def _write(found: Links, state: Link.State) -> int:
    """Write new links, and anew what others rest on; those that rest on nothing any more go. What an editor has decided
    stays. Returns how many are new."""
    with transaction.atomic():
        known = {_pair(link): link for link in Link.objects.select_for_update()}
        gone = [link.pk for pair, link in known.items() if link.state == state and pair not in found]
        Link.objects.filter(pk__in=gone).delete()
        made = [_link(pair, evidence, state) for pair, evidence in found.items() if pair not in known]
        Link.objects.bulk_create(made)
        # What a document names is surer than what was only suggested.
        open_to = {state, Link.State.SUGGESTED}
        kept = [known[pair] for pair in found if pair in known and known[pair].state in open_to]
        Link.objects.bulk_update(
            [link for link in kept if _renew(link, found[_pair(link)], state)], ["state", "weight", "reasons"]
        )
    return len(made)


def _renew(link: Link, evidence: list[rules.Evidence], state: Link.State) -> bool:
    """Let a link rest on what is known now; whether that is different."""
    before = link.state, link.weight, link.reasons
    link.state, link.weight, link.reasons = state, _weight(evidence), _reasons(evidence)
    return before != (link.state, link.weight, link.reasons)


def _weight(evidence: list[rules.Evidence]) -> int:
    return sum(one.weight for one in evidence)


def _reasons(evidence: list[rules.Evidence]) -> list[list[str]]:
    return [[str(one.reason), one.said] for one in evidence]


def _pair(link: Link) -> Pair:
    return (link.earlier_layer, link.earlier_id), (link.later_layer, link.later_id)


def _link(pair: Pair, evidence: list[rules.Evidence], state: Link.State) -> Link:
    (first, one), (second, other) = pair
    return Link(
        earlier_layer=first,
        earlier_id=one,
        later_layer=second,
        later_id=other,
        state=state,
        weight=_weight(evidence),
        reasons=_reasons(evidence),
    )


def decide(link: Link, state: Link.State, by: str) -> None:
    """An editor says whether it is one matter."""
    link.state, link.decided_by, link.decided_at = state, by, timezone.now()
    link.save(update_fields=["state", "decided_by", "decided_at"])


def linked(layer: Layer, number: int) -> list[Tie]:
    """What belongs to a feature, as everybody is told: what it came of and what came of it, step by step; then what
    has only one of these in common with it."""
    own: Key = layer.slug, number
    found: dict[Key, Tie] = {}
    near = {own: 0}
    while near and len(found) < _MOST_OF_ONE:
        fresh = {}
        for one, other, way, link in _ties_of(near):
            # Who has a purchase in common with another did not come of it.
            if other not in found and other != own and near[one] in (0, way):
                found[other] = Tie(other, link, None if one == own else one)
                fresh[other] = way
        near = fresh
    direct = {tie.key: 0 for tie in found.values() if tie.through is None}
    for one, other, _way, link in _ties_of(direct):
        if other not in found and other != own:
            found[other] = Tie(other, link, one, is_beside=True)
    return list(found.values())[:_MOST_OF_ONE]


def _ties_of(keys: Collection[Key]) -> Iterator[tuple[Key, Key, int, Link]]:
    """The links that hold at some features: the feature, the other one, whether that came after (1) or before (-1)."""
    for link in Link.objects.filter(_at(keys), state__in=_HOLDING).order_by("pk") if keys else ():
        earlier, later = _pair(link)
        if earlier in keys:
            yield earlier, later, 1, link
        if later in keys:
            yield later, earlier, -1, link


def with_links(keys: Iterable[Key]) -> Counter[Key]:
    """Those features to which something belongs, as everybody is told, with how much."""
    return Counter(one for one, _other, _way, _link in _ties_of(set(keys)))


def _at(keys: Collection[Key]) -> Q:
    """The links that have one of some features at either end."""
    numbers: dict[str, list[int]] = {}
    for slug, number in keys:
        numbers.setdefault(slug, []).append(number)
    ends = Q()
    for slug, some in numbers.items():
        ends |= Q(earlier_layer=slug, earlier_id__in=some) | Q(later_layer=slug, later_id__in=some)
    return ends
