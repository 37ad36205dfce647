"""A place as a whole: what its audits and those of its entrances, floors and rooms come to together, each by the
answers that were given last (accessibility.merging).

What an audit of the whole says of the entrance is said of the main one, or, where none is called so, of an entrance
that has no name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Exists, OuterRef, QuerySet

from accessibility import at_the_door, norms, rules
from accessibility.at_the_door import Met
from accessibility.criteria import ENTRANCE, OFFICIAL
from accessibility.disputes import Dispute, Rulings, Said
from accessibility.models import Audit, Opinion, Place, PlacePart
from accessibility.sheets import AUDIT_FIELDS, PERSONS, Sheet, answers_of, person, rows_of
from accessibility.vocabulary import Word
from layers.publication import Publication

#: a row of Audit by AUDIT_FIELDS
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section(rules.Part):
    """A part of a place, by the audits that speak of it. `part` is none for the entrance without a name."""

    part: PlacePart | None
    sheet: Sheet

    @property
    def at(self) -> Point | None:
        """Where an entrance is (EPSG:4326), as everybody may see it: with its place."""
        if self.part is None or self.part.place.publication == Publication.GENERALISED:
            return None
        return self.part.location


@dataclass(frozen=True)
class Whole:
    """A place with its parts. `own` is the sheet of the audits of the whole, blank where there is none."""

    own: Sheet
    rest: tuple[rules.Judged, ...]
    sections: tuple[Section, ...]
    _override: str
    #: barriers at its doors
    met: Sequence[Met] = ()

    @classmethod
    def without_parts(cls, sheet: Sheet) -> "Whole":
        """A place of which no part is known: what its audit says is all."""
        return cls(sheet, tuple(sheet.judged), (), "")

    @property
    def entrances(self) -> list[Section]:
        return [one for one in self.sections if one.kind == ENTRANCE]

    def best_first(self, person: str) -> list[Section]:
        """The entrances in the order in which a person tries them."""
        return rules.best_first(self.entrances, person)

    def used(self, person: str) -> list[Section]:
        """The parts that a person depends on."""
        return rules.used(self.sections, person)

    def counted(self, person: str) -> list[rules.Judged]:
        """What a person's verdict is made of."""
        return rules.counted(self.rest, self.sections, person)

    @property
    def is_answered(self) -> bool:
        """Whether anybody has answered anything about it or its parts."""
        return any(sheet.is_answered for sheet in (self.own, *(one.sheet for one in self.sections)))

    @property
    def disputes(self) -> list[Dispute]:
        """What two auditors say differently of it or its parts, and nobody has settled; each pair of audits once."""
        sheets = (self.own, *(one.sheet for one in self.sections))
        return list(
            {(one.code, one.earlier.said.when): one for sheet in sheets for one in sheet.disputes}.values()
        )

    def is_entered_by_choice(self, person: str) -> bool:
        """Whether entrances are listed, and the norm asks something of them for a person."""
        found = {one.finding(person) for one in self.entrances}
        is_listed = any(one.part for one in self.entrances)
        return is_listed and found != {rules.NOT_APPLICABLE}

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """The verdicts by the fields that hold them."""
        return {field: self._verdict(person) for field, person in PERSONS.items()}

    def _verdict(self, person: str) -> str:
        if person != OFFICIAL:
            return self._capped(rules.verdicts(self.counted(person))[person], person)
        found = rules.verdicts(self.counted(person), self.own.others)[person]
        if self._override and self.disputes:
            return rules.worse(found, self._override)
        return self._override or found

    def _capped(self, found: str, person: str) -> str:
        """A verdict of a person, by what is at the door."""
        is_one_of_doors = len(self.entrances) > 1
        for met in self.met:
            found = rules.worse(found, met.cap(person, is_one_of_doors=is_one_of_doors))
        return found

    def in_the_way(self, person: str) -> list[Met]:
        """What at its doors is more than a nuisance to a person, or may be."""
        return [one for one in self.met if one.cap(person, is_one_of_doors=False) != rules.ACCESSIBLE]


def of_places(numbers: Collection[int], until: date | None = None) -> dict[int, Whole]:
    """The places among these that have parts, or more than one audit, or one that a second auditor disputes, or a
    barrier at the door, by their numbers; what others come to is what their audit says. With `until`, by what was
    audited up to that day."""
    parts: dict[int, list[PlacePart]] = defaultdict(list)
    for part in PlacePart.objects.filter(place__in=numbers).select_related("place"):
        parts[part.place_id].append(part)
    doubted = open_words().filter(audit__place__in=numbers).order_by().values_list("audit__place", flat=True)
    barred = (
        Place.objects.filter(pk__in=numbers, barrier_at_door=True).order_by().values_list("pk", flat=True)
    )
    again = audited_again().filter(place__in=numbers).values_list("place", flat=True)
    repeated = set(again.union(doubted, barred))
    wanted = repeated | parts.keys()
    if not wanted:
        return {}
    words = open_words().filter(audit__place__in=wanted)
    said = _said(words if until is None else words.filter(given_on__lte=until))
    found: dict[int, dict[int | None, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    audits = Audit.objects.filter(place__in=wanted).order_by("-made_on", "-pk")
    rows = (audits if until is None else audits.filter(made_on__lte=until)).values(*AUDIT_FIELDS)
    answers = answers_of([row["pk"] for row in rows])
    rulings = _settled([row["pk"] for row in rows])
    for row in rows:
        found[row["place_id"]][row["part_id"]].append(row)
    kinds = list(
        Place.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "kind", "barrier_at_door")
    )
    # What barred a door in the past is not known.
    met = at_the_door.of_places([one[0] for one in kinds if one[2]]) if until is None else {}
    return {
        number: replace(
            _whole(kind, parts[number], _Audited(found[number], answers, rulings, said[number])),
            met=met.get(number, ()),
        )
        for number, kind, _is_barred in kinds
    }


def every(numbers: Collection[int]) -> dict[int, Whole]:
    """What each of these places comes to that anybody has audited, by its number."""
    found = of_places(numbers)
    audits = Place.objects.filter(pk__in=numbers, audit__isnull=False).values_list("audit", "pk")
    single = {audit: number for audit, number in audits if number not in found}
    answers = answers_of(list(single))
    for audit in Audit.objects.filter(pk__in=answers).order_by().values(*AUDIT_FIELDS):
        found[single[audit["pk"]]] = Whole.without_parts(Sheet.of(audit, answers[audit["pk"]]))
    return found


def audited_again() -> QuerySet[Audit, Audit]:
    """Audits of wholes that have earlier ones beside them."""
    earlier = Audit.objects.filter(place=OuterRef("place"), part=None, pk__lt=OuterRef("pk"))
    return Audit.objects.order_by().filter(Exists(earlier), part=None)


def open_words() -> QuerySet[Opinion, Opinion]:
    """What second auditors found otherwise, by a word about an audit that nobody has settled."""
    return Opinion.objects.filter(word=Word.DISAGREES, ruling="", by_audit=None).exclude(answers={})


def _settled(audits: Sequence[int]) -> Rulings:
    settled = Opinion.objects.filter(by_audit__in=audits).exclude(ruling="")
    return {
        (later, code): ruling
        for later, codes, ruling in settled.values_list("by_audit", "answers", "ruling")
        for code in codes
    }


def _said(words: QuerySet[Opinion, Opinion]) -> Mapping[int, Mapping[int | None, Sequence[Said]]]:
    """What second auditors' words say, by place and part."""
    found: dict[int, dict[int | None, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for word in words.select_related("audit").order_by("pk"):
        rows = list(rows_of(norms.norm_of(word.audit.norm), word.answers))
        who = person(word.by_id) if word.by_id else f"word {word.pk}"
        found[word.audit.place_id][word.audit.part_id].append(
            Said(word.audit_id, word.given_on, who, rows, word=word.pk)
        )
    return found


@dataclass(frozen=True, slots=True)
class _Audited:
    """The audits of a place, by the part (none for the whole), the newest ones first; the answers of each; how disputes
    were settled; and the words of second auditors that nobody has settled."""

    audits: Mapping[int | None, Sequence[_Row]]
    answers: Mapping[int, Sequence[Mapping[str, Any]]]
    rulings: Rulings
    words: Mapping[int | None, Sequence[Said]]

    @property
    def override(self) -> str:
        """The verdict that the newest audit of the whole gave by its own word; an owner's overrules no auditor."""
        audits = self.audits.get(None, ())
        newest = next(iter(audits), None)
        if newest is None or not newest["override_reason"]:
            return ""
        is_owner = not newest["made_by_id"]
        return "" if is_owner and any(one["made_by_id"] for one in audits) else str(newest["verdict"])

    def whole(self, kind: str) -> Sheet:
        audits = self.audits.get(None)
        if not audits:
            return Sheet.blank(kind)
        return Sheet.together(audits, self.answers, self.rulings, words=self.words.get(None, ()))

    def part(self, kind: str, part: PlacePart, *, with_whole: bool) -> Sheet:
        """A part by its own audits, and by those of the whole where these speak of it."""
        told = [*self.audits.get(part.pk, ()), *(self.audits.get(None, ()) if with_whole else ())]
        told.sort(key=lambda one: (one["made_on"], one["pk"]), reverse=True)
        if not told:
            return Sheet.blank(kind, part.kind, part.floor)
        words = [*self.words.get(part.pk, ()), *(self.words.get(None, ()) if with_whole else ())]
        return Sheet.together(told, self.answers, self.rulings, part, words)


def _whole(kind: str, parts: Sequence[PlacePart], audited: _Audited) -> Whole:
    own = audited.whole(kind)
    if not parts:
        return Whole(own, tuple(own.officially()), (), audited.override)
    front, rest = rules.divided(own.officially(), {part.kind for part in parts})
    return Whole(own, rest, tuple(_sections(kind, parts, audited, own, front)), audited.override)


def _sections(
    kind: str, parts: Sequence[PlacePart], audited: _Audited, own: Sheet, front: rules.Part
) -> Iterator[Section]:
    """The parts in their order, each by the audits that tell of it."""
    is_told = _tells_of_entrance(own)
    entrances = [part for part in parts if part.kind == ENTRANCE]
    if not entrances or (is_told and not any(part.is_main for part in entrances)):
        yield Section(ENTRANCE, front.judged, None, own)
    for part in parts:
        sheet = audited.part(kind, part, with_whole=part.is_main and is_told)
        yield Section(part.kind, tuple(sheet.officially()), part, sheet)


def _tells_of_entrance(sheet: Sheet) -> bool:
    return any(ENTRANCE in sheet.norm.by_code[code].of for code in sheet.answers)


def good_of(sections: Iterable[Section], kind: str, person: str) -> tuple[int, int]:
    """How many of the floors or rooms are known to be good for a person, and how many there are."""
    some = [one for one in sections if one.kind == kind]
    return rules.good(some, person), len(some)
