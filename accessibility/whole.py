"""A place as a whole: what its latest audit and those of its entrances, floors and rooms come to together.

What an audit of the whole says of the entrance is said of the main one, or, where none is called so, of an entrance
that has no name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accessibility import rules
from accessibility.criteria import ENTRANCE, OFFICIAL
from accessibility.models import Audit, Place, PlacePart
from accessibility.sheets import AUDIT_FIELDS, PERSONS, Sheet, answers_of

#: a row of Audit by AUDIT_FIELDS
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section(rules.Part):
    """A part of a place, by the latest audit that speaks of it. `part` is none for the entrance without a name."""

    part: PlacePart | None
    sheet: Sheet


@dataclass(frozen=True)
class Whole:
    """A place with its parts. `own` is the sheet of the latest audit of the whole, blank where there is none."""

    own: Sheet
    rest: tuple[rules.Judged, ...]
    sections: tuple[Section, ...]
    _override: str

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
            return rules.verdicts(self.counted(person))[person]
        return self._override or rules.verdicts(self.counted(person), self.own.others)[person]


def of_places(numbers: Collection[int]) -> dict[int, Whole]:
    """The places among these that have parts, by their numbers: in three queries, or in one where none has."""
    parts: dict[int, list[PlacePart]] = defaultdict(list)
    for part in PlacePart.objects.filter(place__in=numbers):
        parts[part.place_id].append(part)
    if not parts:
        return {}
    latest = Audit.objects.filter(place__in=parts).order_by("place_id", "part_id", "-made_on", "-pk")
    audits = list(latest.distinct("place_id", "part_id").values(*AUDIT_FIELDS))
    answers = answers_of([audit["pk"] for audit in audits])
    found: dict[int, dict[int | None, tuple[_Row, Sheet]]] = defaultdict(dict)
    for audit in audits:
        sheet = Sheet.of(audit, answers.get(audit["pk"], ()))
        found[audit["place_id"]][audit["part_id"]] = audit, sheet
    kinds = dict(Place.objects.filter(pk__in=parts).values_list("pk", "kind"))
    return {number: _whole(kinds[number], parts[number], found[number]) for number in parts}


def _whole(kind: str, parts: Sequence[PlacePart], audited: Mapping[int | None, tuple[_Row, Sheet]]) -> Whole:
    audit, own = audited.get(None, ({}, Sheet.blank(kind)))
    front, rest = rules.divided(own.officially(), {part.kind for part in parts})
    return Whole(
        own,
        rest,
        tuple(_sections(kind, parts, audited, front)),
        audit["verdict"] if audit.get("override_reason") else "",
    )


def _sections(
    kind: str,
    parts: Sequence[PlacePart],
    audited: Mapping[int | None, tuple[_Row, Sheet]],
    front: rules.Part,
) -> Iterator[Section]:
    """The parts in their order, each by the audit that tells of it last."""
    whole = audited.get(None)
    is_told = whole is not None and _tells_of_entrance(whole[1])
    entrances = [part for part in parts if part.kind == ENTRANCE]
    if not entrances or (is_told and not any(part.is_main for part in entrances)):
        own = whole[1] if whole else Sheet.blank(kind)
        yield Section(ENTRANCE, front.judged, None, own)
    for part in parts:
        by_itself = audited.get(part.pk)
        if part.is_main and whole and is_told and not _is_later(by_itself, whole):
            yield Section(ENTRANCE, front.judged, part, whole[1])
        else:
            sheet = by_itself[1] if by_itself else Sheet.blank(kind, part.kind, part.floor)
            yield Section(part.kind, tuple(sheet.officially()), part, sheet)


def _tells_of_entrance(sheet: Sheet) -> bool:
    return any(ENTRANCE in sheet.norm.by_code[code].of for code in sheet.answers)


def _is_later(one: tuple[_Row, Sheet] | None, other: tuple[_Row, Sheet]) -> bool:
    return one is not None and (one[0]["made_on"], one[0]["pk"]) > (other[0]["made_on"], other[0]["pk"])


def good_of(sections: Iterable[Section], kind: str, person: str) -> tuple[int, int]:
    """How many of the floors or rooms are known to be good for a person, and how many there are."""
    some = [one for one in sections if one.kind == kind]
    return rules.good(some, person), len(some)
