"""What a text names: streets with houses, stretches of a street, crossings, settlements, things with names.

Nothing is looked up on the ground here. A street is found behind the word of its kind («вул. …»), or before it
(«… площа»); bare names are words like any other. A street lies in the settlement that is named nearest to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from layers.locating import houses, names, objects
from layers.locating.gazetteer import Found, Gazetteer, Named, Settlement
from layers.locating.houses import House
from layers.locating.text import Token, clean, tokens

_SETTLEMENT_MARKS = {
    **dict.fromkeys(("м", "місто", "міста", "місті", "містом", "місту", "г"), "city"),
    **dict.fromkeys(("смт", "сел", "селище", "селища", "селищі", "с ще", "с щі", "с ща", "пгт"), "town"),
    **dict.fromkeys(("с", "село", "села", "селі", "селу", "селом", "х", "хутір"), "village"),
    **dict.fromkeys(("пункту", "пункт", "пункті"), ""),
}
_NOT_A_STREET = frozenset(
    [
        "обл",
        "область",
        "області",
        "областю",
        "район",
        "району",
        "районі",
        "р",
        "міськ",
        "тг",
        "отг",
        "громади",
        "громада",
        "громаді",
    ]
)
_CROSSING = frozenset(
    ["ріг", "розі", "рогу", "перехрестя", "перехресті", "перехрестю", "перетин", "перетину", "перетині"]
)
#: «Лиманська», «Краматорської», by the settlement that it is of
_OF_A_PLACE = re.compile(r"(\w{3,}?)(?:ськ|цьк|зьк)(?:а|ої|ою|ій|у|ий|ого|ому|им|ім)$")
_COUNCILS = frozenset(
    [
        *("рада", "ради", "раді", "радою", "раду", "громада", "громади", "громаді", "громадою", "громаду"),
        *("тг", "отг", "мтг", "стг", "мва", "сва", "вца"),
    ]
)
_OBLAST = frozenset(["обл", "область", "області", "областю"])
_RAION = frozenset(["район", "району", "районі", "районом"])
#: how words end that are no settlement's: adjectives, surnames
_NO_SETTLEMENT = ("ий", "ого", "енко", "енка", "чук", "юк", "ість", "ння")
#: between a settlement and its address
_BETWEEN = frozenset(["у", "в", "на", "по", "м", "с", "смт", "обл"])
_NEAR = frozenset(["біля", "навпроти", "поруч", "поряд", "неподалік", "поблизу"])
#: before a street that is not meant, or only measured from
_EXCEPT = frozenset(["крім", "окрім", "винятком"])
_METRES = frozenset(["метрів", "метри", "метра", "м", "км", "кілометрів"])
#: what leads from a house to another street
_ENTRIES = frozenset(["вхід", "вїзд", "заїзд", "вхідом", "боку", "сторони", "фасад"])
#: tokens in which that is said
_LEAD = 7
_JOINED = ",-–"
_AND = frozenset(["та", "і", "й"])
#: tokens between «від» and what it is from: «від перехрестя з вул. …», «від житлового будинку № 5»
_REACH = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement that a text names: those of the community that it may be, or the name of another one."""

    start: int
    end: int
    known: tuple[Settlement, ...]
    name: str


@dataclass(slots=True)
class Mention:
    """A street that a text names, the houses that it gives, and where that stands."""

    start: int
    end: int
    kind: str
    found: Found | None
    #: as the text has it, where no street is called so
    words: str
    houses: tuple[House, ...] = ()
    #: at a house, not in it, or at one of some: «біля буд. 97», «12–14»
    is_near: bool = False
    #: the settlement that stands nearest; of several of the same name, all
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class End:
    """Where a stretch begins or ends: at a house, at another street, where the street itself ends, or unknown."""

    house: House | None = None
    street: Mention | None = None
    is_last: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.house or self.street or self.is_last)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a street, from one end to another."""

    street: Mention
    start: End
    end: End
    #: as the text has it
    words: str = ""


@dataclass(slots=True)
class Reading:
    """All that a text says of a place."""

    text: str
    mentions: list[Mention] = field(default_factory=list)
    stretch: Stretch | None = None
    #: streets that meet where it is
    crossing: tuple[Mention, Mention] | None = None
    places: list[Place] = field(default_factory=list)
    named: list[tuple[str, list[Named]]] = field(default_factory=list)
    #: another oblast that the text names
    other_region: str = ""

    def quote(self, start: int, end: int, found: Sequence[Token]) -> str:
        return self.text[found[start].start : found[min(end, len(found)) - 1].end]


def read(text: str, gazetteer: Gazetteer) -> Reading:
    """What a text says of a place; see the module. A text of any length and any signs is read, as far as its first
    4,000 characters."""
    return _Reader(clean(text), gazetteer).read()


class _Reader:
    """One pass over the tokens of a text."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer = text, gazetteer
        self.found = tokens(text)
        self.reading = Reading(text)
        #: from token to token, what bears a number
        self.things = [(start, end) for _key, start, end in objects.mentioned(self.found)]

    def read(self) -> Reading:
        self._streets()
        self._leave_out()
        self._places()
        self._settle()
        self._stretch()
        self._crossing()
        self._objects()
        self._region()
        return self.reading

    # Streets.

    def _streets(self) -> None:
        position = 0
        while position < len(self.found):
            kind, after = self._kind(position)
            if kind and (
                mention := self._behind(position, after, kind) or self._before(position, after, kind)
            ):
                self.reading.mentions.append(mention)
                position = self._more(mention)
            else:
                position += 1

    def _kind(self, position: int) -> tuple[str, int]:
        """The kind of street that a token names, and what stands behind it."""
        token = self.found[position]
        if not token.is_word:
            return "", position
        joined = self.found[position + 2].text if self._is_word(position + 2) else ""
        if self._mark(position + 1, "-") and (kind := names.kinds().get(f"{token.text} {joined}")):
            return kind, self._after_dot(position + 3)
        return names.kinds().get(token.text, ""), self._after_dot(position + 1)

    def _behind(self, start: int, after: int, kind: str) -> Mention | None:
        """A street whose name stands behind its kind."""
        at = after
        if self._is_word(at) and self.found[at].text in ("ім", "імені"):
            at = self._after_dot(at + 1)
        while self._mark(at, '«"“„'):
            at += 1
        found = self.gazetteer.streets_at(self.found, at, kind) if at < len(self.found) else None
        if found and self._is_area(at + found.length):
            return None
        if found is None:
            if not self._begins_name(at) or not self._is_certain(start, after):
                return None
            end = self._end_of_name(at)
            return self._with_houses(Mention(start, end, kind, None, self._quote(start, end)))
        end = at + found.length
        return self._with_houses(Mention(start, end, kind, found, self._quote(start, end)))

    def _before(self, position: int, after: int, kind: str) -> Mention | None:
        """A street whose name stands before its kind: «Соборна площа»."""
        for start in range(max(0, position - 3), position):
            found = self.gazetteer.streets_at(self.found, start, kind)
            if found and start + found.length == position and not found.is_guessed:
                return self._with_houses(Mention(start, after, kind, found, self._quote(start, after)))
        return None

    def _is_certain(self, start: int, after: int) -> bool:
        """Whether the word of a kind means a street, also when its name is not known: not «площа поверхні»."""
        word = self.found[start].text
        if word.startswith(("площ", "бульвар", "мікрорайон")) or (word == "м" and after - start > 1):
            return after < len(self.found) and self.found[after].is_word
        return self.found[after - 1].is_mark(".") or word.startswith(("вулиц", "провул", "проспект"))

    def _is_area(self, position: int) -> bool:
        """Whether the name before it is a district's: «вулиць Залізничного району»."""
        return position < len(self.found) and self.found[position].text in _NOT_A_STREET

    def _begins_name(self, position: int) -> bool:
        return position < len(self.found) and (
            (self.found[position].is_word and self.found[position].is_capital)
            or self.found[position].is_number
        )

    def _end_of_name(self, start: int) -> int:
        position = start
        while position < min(start + 5, len(self.found)):
            token = self.found[position]
            is_part = (
                token.is_word and (token.is_capital or token.text in ("го", "ліття"))
            ) or token.is_mark("-.")
            if not (is_part or position == start):
                break
            position += 1
        return max(position, start + 1)

    def _with_houses(self, mention: Mention) -> Mention:
        """The same, with the houses behind it or before it: «буд. № 31 на вул. Патона»."""
        at = self._after_brackets(mention)
        near = at < len(self.found) and self.found[at].text in _NEAR
        read = houses.several(self.found, at + 1 if near else at, is_alone=True)
        if read:
            mention.houses, mention.end, mention.is_near = read.houses, read.end, near or read.is_vague
        elif before := self._house_before(mention.start):
            mention.houses = before
        return mention

    def _after_brackets(self, mention: Mention) -> int:
        """Behind a second name in brackets: «вул. Маршака (Ботанічна), буд. 16 А»."""
        if not self._mark(mention.end, "("):
            return mention.end
        for position in range(mention.end + 1, min(mention.end + 8, len(self.found))):
            if self._mark(position, ")"):
                return (
                    mention.end
                    if self._says(mention.end, position, ("від", "до", "між", "біля"))
                    else position + 1
                )
        return mention.end

    def _house_before(self, start: int) -> tuple[House, ...]:
        position = start - 1
        if position >= 0 and self.found[position].text in ("на", "по", "за"):
            position -= 1
        for begin in range(max(0, position - 6), position + 1):
            read = houses.called(self.found, begin)
            if read and read.end == position + 1 and not self._is_end(begin):
                says = [token.text for token in self.found[max(0, begin - 1) : read.end]]
                if any(word.startswith("буд") for word in says):
                    return read.houses
        return ()

    def _more(self, mention: Mention) -> int:
        """Further streets of the same kind: «вулиць Чубинського та Шептицького». Where they are over."""
        position = mention.end
        while mention.found and not mention.houses and position + 1 < len(self.found):
            token = self.found[position]
            if not (token.is_mark(_JOINED) or token.text in _AND):
                break
            at = position + 1
            if token.is_mark(",") and self.found[at].text in _AND:
                at += 1
            found = self.gazetteer.streets_at(self.found, at, mention.kind) if at < len(self.found) else None
            if not found or found.is_guessed or not self.found[at].is_capital:
                break
            end = at + found.length
            if self._is_no_street(end) or self._kind(at)[0]:
                break
            further = self._with_houses(Mention(at, end, mention.kind, found, self._quote(at, end)))
            self.reading.mentions.append(further)
            mention, position = further, further.end
        return position

    def _is_no_street(self, position: int) -> bool:
        return self._is_area(position) or (position < len(self.found) and bool(self._kind(position)[0]))

    def _leave_out(self) -> None:
        """Forget streets that a text names as what is not meant («крім вул. …»), only to measure from («200 м від
        вул. …, 5»), or to tell of a house that it has named («вул. …, 5 (ріг вул. …)»)."""
        kept: list[Mention] = []
        for mention in self.reading.mentions:
            words = [token.text for token in self.found[max(0, mention.start - _LEAD) : mention.start]]
            told = kept[-1] if kept and kept[-1].houses else None
            of_a_house = told and mention.start - told.end <= _LEAD and self._mark(told.end, "(")
            is_told = of_a_house and any(word in _CROSSING or word in _ENTRIES for word in words)
            if not (is_told or self._is_no_place(words)):
                kept.append(mention)
        self.reading.mentions = kept

    @staticmethod
    def _is_no_place(words: Sequence[str]) -> bool:
        """Whether the words before a street say that it is not there."""
        since = max((at + 1 for at, word in enumerate(words) if word in (",", ";")), default=0)
        is_excepted = any(word in _EXCEPT for word in words[since:])
        is_measured_from = words[-1:] == ["від"] and any(word in _METRES for word in words)
        return is_excepted or is_measured_from or words[-2:] == ["за", "межами"] or words[-1:] == ["не"]

    # Settlements.

    def _places(self) -> None:
        for seek in (self._known_or_foreign, self._unknown):
            position = 0
            while position < len(self.found):
                place = seek(position)
                if place and not any(self._overlap(place, one) for one in self.reading.mentions):
                    self.reading.places.append(place)
                    position = place.end
                else:
                    position += 1
            if self.reading.places:
                return

    def _known_or_foreign(self, position: int) -> Place | None:
        return (
            self._council(position)
            or self._marked(position)
            or self._bare(position)
            or self._foreign(position)
            or self._of_elsewhere(position)
        )

    def _council(self, position: int) -> Place | None:
        """A community by its council: «Лиманська громада», «Билбасівська селищна рада»."""
        token = self.found[position]
        stem = _OF_A_PLACE.match(token.text) if token.is_word and token.is_capital else None
        end = position + 1
        while stem and end < min(position + 5, len(self.found)) and self.found[end].is_word:
            if self.found[end].text in _COUNCILS:
                known = self.gazetteer.settlements_from(stem[1])
                return Place(position, end + 1, known, self._quote(position, end + 1))
            end += 1
        return None

    def _of_elsewhere(self, position: int) -> Place | None:
        """A thing of another city: «Краматорська ЗОШ № 15»."""
        token = self.found[position]
        stem = _OF_A_PLACE.match(token.text) if token.is_word and token.is_capital else None
        is_before_thing = any(start == position + 1 for start, _end in self.things)
        if not stem or not is_before_thing or self.gazetteer.settlements_from(stem[1]):
            return None
        if not names.begins_elsewhere(stem[1]):
            return None
        return Place(position, position + 1, (), self._quote(position, position + 1))

    def _foreign(self, position: int) -> Place | None:
        """A settlement of somebody else without the word of its kind: a large city anywhere in the text («відрядження
        до Києва»), any other one beside an address («вул. …, 5, Лиман») or beside a thing with a number."""
        token = self.found[position]
        if not (token.is_word and token.is_capital) or self._is_ours(position) or self._is_quoted(position):
            return None
        length = names.elsewhere_at(self.found, position, "large")
        if not length:
            length = names.elsewhere_at(self.found, position) or int(names.ends_as_settlement(token.text))
            if not length or not self._is_beside_an_address(position, position + length):
                length = self._unheard(position)
        return (
            Place(position, position + length, (), self._quote(position, position + length))
            if length
            else None
        )

    def _is_ours(self, position: int) -> bool:
        return bool(
            self.gazetteer.settlement_at(self.found, position)[1]
            or self.gazetteer.is_neighbourhood(self.found, position)
        )

    def _is_quoted(self, position: int) -> bool:
        return position > 0 and self.found[position - 1].is_mark('«"“„')

    def _unheard(self, position: int) -> int:
        """How many tokens are what can only be a settlement that no list has, where addresses have theirs: «вул. …, 5,
        Закітне», «в Торському на вул. …». A place that is not known is not ours."""
        token = self.found[position]
        if len(token.text) < 4 or names.is_thing(token.text) or token.text.endswith(_NO_SETTLEMENT):
            return 0
        end = self._end_of_name_of_two(position)
        if not self._is_beside_an_address(position, end):
            return 0
        before = self.found[position - 1] if position else None
        is_in = before is not None and before.text in ("у", "в", "до")
        is_behind = any(
            one.end <= position and one.houses and position - one.end <= 2 for one in self.reading.mentions
        )
        is_over = end == len(self.found) or self.found[end].is_mark(",;.)")
        is_followed_by_number = end + 1 < len(self.found) and self.found[end + 1].is_number
        if is_in and any(0 <= one.start - end <= 1 for one in self.reading.mentions):
            return end - position
        if is_behind and is_over and not is_followed_by_number and before is not None and not before.is_word:
            return end - position
        return 0

    def _end_of_name_of_two(self, position: int) -> int:
        """Where a name of one or two words is over: «Ясна Поляна»."""
        second = position + 1
        is_second = (
            self._is_word(second) and self.found[second].is_capital and len(self.found[second].text) > 3
        )
        return second + 1 if is_second and not self._kind(second)[0] else second

    def _is_beside_an_address(self, first: int, last: int) -> bool:
        """Whether next to nothing stands between a name and an address, or a thing with a number."""
        beside = [(one.start, one.end) for one in self.reading.mentions] + self.things
        for start, end in beside:
            if not (0 <= first - end <= _REACH or 0 <= start - last <= _REACH):
                continue
            between = self.found[end:first] if end <= first else self.found[last:start]
            if all(one.is_mark(",:;(.-–") or one.text in _BETWEEN for one in between):
                return True
        return False

    @staticmethod
    def _overlap(place: Place, mention: Mention) -> bool:
        return place.start < mention.end and mention.start < place.end

    def _marked(self, position: int) -> Place | None:
        """A settlement behind its kind: «м. Львів», «у селі Либохора»."""
        token = self.found[position]
        if not token.is_word:
            return None
        after = position + 1
        word = token.text
        if (
            word == "с"
            and self._mark(after, "-")
            and self._is_word(after + 1)
            and not self.found[after + 1].apart
        ):
            word, after = f"с {self.found[after + 1].text}", after + 2
        if word not in _SETTLEMENT_MARKS:
            return None
        after = self._after_dot(after)
        if self._is_word(after) and self.found[after].text in ("міського", "типу"):
            after += 2 if self._is_word(after + 1) else 1
        if after >= len(self.found) or not self.found[after].is_word or not self.found[after].is_capital:
            return None
        known, length = self.gazetteer.settlement_at(self.found, after)
        end = after + length if known else self._end_of_settlement(after)
        kind = _SETTLEMENT_MARKS[word]
        same = tuple(one for one in known if not one.kind or not kind or one.kind == kind)
        return Place(position, end, same or known, self._quote(position, end))

    def _end_of_settlement(self, start: int) -> int:
        end = start + 1
        if self._mark(end, "-") and self._is_word(end + 1) and not self.found[end].apart:
            end += 2
        return end

    def _bare(self, position: int) -> Place | None:
        """A settlement of the community without its kind: «у Слов’янську», or just before a street."""
        token = self.found[position]
        if not token.is_word or not token.is_capital:
            return None
        known, length = self.gazetteer.settlement_at(self.found, position)
        if not known:
            return None
        end = position + length
        before = self.found[position - 1].text if position else ""
        if position and self.found[position - 1].is_word and self.found[position - 1].is_capital:
            # The end of a longer name.
            return None
        is_before_street = any(
            one.start == end or (one.start == end + 1 and not self._is_word(end))
            for one in self.reading.mentions
        )
        is_named = before in ("у", "в", "із", "з") or (position == 0 and self._mark(end, ","))
        if is_named or is_before_street or self._is_beside_an_address(position, end):
            return Place(position, end, known, self._quote(position, end))
        return None

    def _unknown(self, position: int) -> Place | None:
        """Where no settlement is named by its kind, another one that stands bare before a street: «Дашава, вул. …»."""
        before = self.found[position - 1] if position else None
        token = self.found[position]
        if not token.is_word or not token.is_capital:
            return None
        begins = before is None or before.is_mark(",;") or (before.is_word and not before.is_capital)
        end = self._end_of_name_of_two(position)
        is_before_street = any(one.start == end + 1 for one in self.reading.mentions)
        is_a_thing = names.is_thing(token.text) or self._is_ours(position)
        if begins and is_before_street and self._mark(end, ",") and len(token.text) >= 4 and not is_a_thing:
            return Place(position, end, (), self._quote(position, end))
        return None

    def _settle(self) -> None:
        """Each street's settlement: what stands right before or behind its address, else what stands nearest."""
        for mention in self.reading.mentions:
            places = self.reading.places
            if places:
                mention.place = min(places, key=lambda place: self._distance(place, mention))

    def _distance(self, place: Place, mention: Mention) -> tuple[int, int]:
        """How many tokens lie between; what goes before an address is nearer than what follows the next."""
        if place.end <= mention.start:
            between = self.found[place.end : mention.start]
            return sum(1 for token in between if token.kind != "mark"), 0
        between = self.found[mention.end : place.start]
        words = [token for token in between if token.kind != "mark" and token.text not in ("у", "в")]
        return len(words) + (2 if any(token.is_mark(";") for token in between) else 0), 1

    def _region(self) -> None:
        """Another oblast, district (raion) or state than the community's, which a text names."""
        for position, token in enumerate(self.found):
            after = self.found[position + 1] if position + 1 < len(self.found) else None
            if token.text.startswith("республік") and after and after.is_word and after.is_capital:
                self.reading.other_region = self._quote(position, position + 2)
            elif token.text in ("крим", "криму") and token.is_capital:
                self.reading.other_region = self._quote(position, position + 1)
            elif self._is_other(position, _OBLAST, self.gazetteer.region) or self._is_other(
                position, _RAION, self.gazetteer.district
            ):
                self.reading.other_region = self._quote(position - 1, position + 1)

    def _is_other(self, position: int, words: frozenset[str], own: str) -> bool:
        """Whether «…ська область» or «…ський район» is named there, and is not the community's own."""
        token, before = self.found[position], self.found[position - 1] if position else None
        is_short = words is _RAION and [one.text for one in self.found[position : position + 3]] == [
            "р",
            "-",
            "н",
        ]
        if not own or before is None or not before.is_word or not (token.text in words or is_short):
            return False
        stem = _OF_A_PLACE.match(before.text)
        if stem is None or names.stem(before.text) == names.parts(own)[0]:
            return False
        # A former district is called after the city, and a city has districts of its own.
        in_city = any(one.kind in ("city", "") for place in self.reading.places for one in place.known)
        return words is not _RAION or not (in_city or self.gazetteer.settlements_from(stem[1]))

    # Parts of streets.

    def _stretch(self) -> None:
        """«від … до …», «між … та …» beside a street."""
        for position, token in enumerate(self.found):
            if not token.is_word or token.text not in ("від", "між"):
                continue
            start, after = self._end(position + 1)
            end, last = self._second(after, token.text)
            last = max(last, position + 1)
            if not (start.is_known or end.is_known):
                continue
            ends = {one.street.start for one in (start, end) if one.street}
            street = self._street_of(position, last, ends)
            if street is None and start.house and end.house is None and end.street is None:
                continue
            if street is not None:
                start, end = self._other(start, street), self._other(end, street)
                ends |= {one.street.start for one in (start, end) if one.street}
                self.reading.stretch = Stretch(street, start, end, self._quote(position, last))
                self._forget_ends(street, ends)
                return

    def _second(self, after: int, word: str) -> tuple[End, int]:
        joints = ("до",) if word == "від" else ("та", "і", "й")
        for position in range(after, min(after + 6, len(self.found))):
            if self.found[position].text in joints:
                return self._end(position + 1)
            if self._mark(position, ");"):
                break
        return End(), after

    def _end(self, start: int) -> tuple[End, int]:
        """What a stretch begins or ends at, and where its words are over."""
        for position in range(start, min(start + _REACH, len(self.found))):
            if self.found[position].text in ("кінця", "кінець"):
                return End(is_last=True), position + 1
            if mention := next((one for one in self.reading.mentions if one.start == position), None):
                return End(street=mention), mention.end
            read = houses.called(self.found, position) or (
                houses.one(self.found, position) if position == start else None
            )
            if read and not self._mark(position, ","):
                return End(house=read.houses[0]), read.end
            if self._mark(position, "),;") or self.found[position].text in ("до", "по"):
                break
        return End(), start

    def _other(self, end: End, street: Mention) -> End:
        """Of «до перехрестя вулиць Садова-Темна» the street that is not the stretch's own."""
        if not end.street or end.street is street or not street.found or not end.street.found:
            return end
        if {one.key for one in end.street.found.streets} & {one.key for one in street.found.streets}:
            following = self.reading.mentions.index(end.street) + 1
            if (
                following < len(self.reading.mentions)
                and self.reading.mentions[following].start - end.street.end <= 1
            ):
                return End(street=self.reading.mentions[following])
        return end

    def _street_of(self, start: int, end: int, ends: set[int]) -> Mention | None:
        """The street of a stretch: the last before it, or the first behind it that is no end of it."""
        before = [one for one in self.reading.mentions if one.start < start and one.start not in ends]
        if before and start - before[-1].end <= 3:
            return before[-1]
        behind = [one for one in self.reading.mentions if one.start >= start and one.start not in ends]
        return next((one for one in behind if one.start - end <= 3 or start < one.start < end), None)

    def _forget_ends(self, street: Mention, ends: set[int]) -> None:
        street.houses = ()
        self.reading.mentions = [
            one for one in self.reading.mentions if one is street or one.start not in ends
        ]

    def _is_end(self, position: int) -> bool:
        return any(self.found[one].text in ("від", "до") for one in range(max(0, position - 1), position))

    def _crossing(self) -> None:
        """«на розі вулиць … та …», «перехрестя вул. … та вул. …»."""
        for position, token in enumerate(self.found):
            if token.text in _CROSSING and not self.reading.stretch:
                behind = [one for one in self.reading.mentions if 0 <= one.start - position <= 14]
                if len(behind) >= 2 and behind[0].start - position <= 3:
                    first, second = behind[:2]
                    if second.start - first.end <= 3:
                        self.reading.crossing = first, second
                        return

    # Things with names.

    def _objects(self) -> None:
        for key, position, _end in objects.mentioned(self.found):
            if named := self.gazetteer.named_at(key):
                self.reading.named.append((self._quote(position, min(position + 4, len(self.found))), named))

    # Tokens.

    def _mark(self, position: int, marks: str) -> bool:
        return position < len(self.found) and self.found[position].is_mark(marks)

    def _is_word(self, position: int) -> bool:
        return position < len(self.found) and self.found[position].is_word

    def _after_dot(self, position: int) -> int:
        return position + 1 if self._mark(position, ".") else position

    def _says(self, start: int, end: int, words: Sequence[str]) -> bool:
        return any(token.text in words for token in self.found[start:end])

    def _quote(self, start: int, end: int) -> str:
        return self.reading.quote(start, end, self.found)
