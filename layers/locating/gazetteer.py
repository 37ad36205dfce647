"""What the city has: its settlements, its streets by present and former names, and what bears a name of its own.

Held in memory, since a text asks for many names and a city has some thousands; houses are asked of the database. Only
what everybody may see is known here: a location tells nothing that its sources hide.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from layers.locating import names, objects
from layers.locating.text import Token
from layers.words import edits, fold

#: kinds of street, one of which is meant; none where a text says none
Kinds = tuple[str, ...]
#: a word with one wrong letter is taken for the street's, from so many letters on
_FORGIVEN_FROM = 6


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement: its number in the register, its name, and the kind that texts put before it."""

    number: int
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    """A street by one of its names; `present` is what it is called now, in full.

    `called` is what addresses say of a street that the register does not have: its name and settlement.
    """

    number: int | None
    kind: str
    name: str
    settlement: int | None = None
    called: str = ""
    present: str = ""
    is_former: bool = False

    @property
    def key(self) -> tuple[int | None, str, int | None]:
        """What is one street, whatever it is called."""
        return self.number, "" if self.number else self.called, self.settlement

    def __str__(self) -> str:
        return self.present or f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name of its own: a school, a park."""

    layer: str
    number: int
    name: str
    settlement: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Streets that the words of a text may mean, and how many of its tokens they are."""

    streets: tuple[Street, ...]
    length: int
    #: a letter had to be changed
    is_guessed: bool = False


@dataclass
class Gazetteer:
    """Names, ready to be looked for in a text."""

    settlements: dict[int, Settlement] = field(default_factory=dict)
    #: the oblast and the district (raion) that the community is in; empty where that is not known
    region: str = ""
    district: str = ""
    #: the cities that have a district («Подільський район»), by the stem of what it is called
    districts: dict[str, list[Settlement]] = field(default_factory=lambda: defaultdict(list))
    _streets: dict[str, list[tuple[names.Name, Street]]] = field(default_factory=lambda: defaultdict(list))
    _misspelt: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _settlements: dict[str, list[tuple[names.Words, Settlement]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _neighbourhoods: list[names.Words] = field(default_factory=list)
    _named: dict[objects.Key, list[Named]] = field(default_factory=lambda: defaultdict(list))
    _whole: dict[str, dict[tuple[str, ...], list[Named]]] = field(default_factory=lambda: defaultdict(dict))

    def add_settlement(self, settlement: Settlement, also: Iterable[str] = ()) -> None:
        """Make a settlement known by its name in all cases, and by others that it has in other languages."""
        self.settlements[settlement.number] = settlement
        if settlement.kind in ("city", ""):
            self.add_districts(settlement, names.districts_of(settlement.name))
        for name in (settlement.name, *also):
            words = names.words_of(name)
            for root in words[0] if words else ():
                self._settlements[root].append((words, settlement))

    def add_districts(self, city: Settlement, stems: Iterable[str]) -> None:
        """Make known what the districts of a city are called."""
        for stem in stems:
            if city not in self.districts[stem]:
                self.districts[stem].append(city)

    def add_neighbourhood(self, name: str) -> None:
        """Make known that a part of a settlement is called so: it is none of its own, and not elsewhere."""
        if words := names.words_of(name):
            self._neighbourhoods.append(words)

    def is_neighbourhood(self, found: Sequence[Token], start: int) -> bool:
        """Whether the name of a part of a settlement begins at a token."""
        return any(names.agree(words, found, start) for words in self._neighbourhoods)

    def add_street(self, street: Street) -> None:
        """Make a street known by one of its names."""
        name = names.Name.of(street.name)
        if not name.core:
            return
        # An initial may stand for the first word.
        for root in {name.core[0], name.core[-1]}:
            self._streets[root].append((name, street))
        for root in name.core:
            for variant in _with_one_less(root):
                self._misspelt[variant].add(root)

    def add_named(self, named: Named) -> None:
        """Make something known by what it is and its number or name."""
        for key in objects.keys(named.name):
            self._named[key].append(named)
        if stems := objects.whole(named.name):
            self._whole[stems[0]].setdefault(stems, []).append(named)

    def settlement_at(self, found: Sequence[Token], start: int) -> tuple[tuple[Settlement, ...], int]:
        """The settlements whose name begins at a token, and how many tokens it is; none and 0 where none is."""
        best: list[Settlement] = []
        longest = 0
        for words, settlement in self._beginning(found[start]) if start < len(found) else ():
            length = names.agree(words, found, start)
            if length > longest:
                best, longest = [], length
            if length and length == longest and settlement not in best:
                best.append(settlement)
        return tuple(best), longest

    def settlements_from(self, beginning: str) -> tuple[Settlement, ...]:
        """The settlements that an adjective without its «-ська» may be of: «слов’ян-», «терешків-» of Терешки."""
        known = self.settlements.values()
        # «лубен-ська» is of Лубни, «чернівец-ька» of Чернівці.
        fleeting = {_FLEETING.sub(r"\1", one) for one in (beginning, f"{beginning}ц")}
        roots = {names.plain(one) for one in (_OF_MANY.sub("", beginning), *fleeting)}
        return tuple(one for one in known if fold(one.name).startswith(beginning.removesuffix("й"))) or tuple(
            one
            for one in known
            if names.stem(fold(one.name)) in roots or beginning.startswith(_joined(one.name))
        )

    def _beginning(self, token: Token) -> list[tuple[names.Words, Settlement]]:
        """The settlements whose first word a token may be."""
        if not token.is_word:
            return []
        return [one for root in sorted(names.cases(token.text)) for one in self._settlements.get(root, ())]

    def streets_at(self, found: Sequence[Token], start: int, kinds: Kinds) -> Found | None:
        """The streets of these kinds whose name begins at a token: of several, those that fit the text best."""
        told = self._fitting(found, start, kinds, self._roots(found, start)) or self._guessed(
            found, start, kinds
        )
        return None if told is None or self._goes_on(found, start + told.length, kinds) else told

    def called_at(self, found: Sequence[Token], start: int) -> Found | None:
        """The streets of any kind whose name begins at a token: all of them, since nobody says which is meant."""
        best: dict[tuple[int | None, str, int | None], tuple[bool, Street]] = {}
        longest = 0
        for root in dict.fromkeys(self._roots(found, start)):
            for name, street in self._streets.get(root, ()):
                one = names.fit(name, found, start)
                if one is None or one.length < longest:
                    continue
                if one.length > longest:
                    best, longest = {}, one.length
                if street.key not in best or best[street.key][0]:
                    best[street.key] = street.is_former, street
        if not best or self._goes_on(found, start + longest, ()):
            return None
        # What is called so now goes before what was.
        is_former = all(was for was, _street in best.values())
        return Found(tuple(street for was, street in best.values() if was == is_former), longest)

    def _goes_on(self, found: Sequence[Token], end: int, kinds: Kinds) -> bool:
        """Whether a name is longer than the street's: «вул. Зелена Роща, 4» is not «вулиця Зелена»."""
        following = found[end : end + 2]
        if (
            len(following) == 2
            and following[0].is_mark("-")
            and not (following[0].apart or following[1].apart)
        ):
            is_two = self._fitting(found, end + 1, kinds, self._roots(found, end + 1))
            return following[1].is_word and len(following[1].text) > 1 and not is_two
        if not following or not self._may_be_of_a_name(found, end):
            return False
        behind = found[end + 1 : end + 3]
        is_numbered = bool(behind) and (
            behind[0].is_number or (len(behind) == 2 and behind[0].is_mark(",") and behind[1].is_number)
        )
        if is_numbered:
            return True
        is_over = not behind or behind[0].is_mark(",;)")
        return is_over and not following[0].is_shouted and not names.OF_A_PLACE.match(following[0].text)

    def _may_be_of_a_name(self, found: Sequence[Token], position: int) -> bool:
        """Whether a token is a word with a capital that is no settlement, no thing, and no word of an address."""
        token = found[position]
        if not (token.is_word and token.is_capital and token.apart) or len(token.text) < 4:
            return False
        is_known = (
            names.is_thing(token.text) or names.kinds_of(token.text) or self.is_neighbourhood(found, position)
        )
        return not (is_known or self.settlement_at(found, position)[1] or names.elsewhere_at(found, position))

    def named_at(self, key: objects.Key) -> list[Named]:
        """What is called so."""
        return self._named.get(key, [])

    def wholly_named_at(self, found: Sequence[Token], start: int) -> tuple[list[Named], int]:
        """What is called in full by the words from a token on, the longest name, and how many tokens it is."""
        root = names.stem(found[start].text)
        fits = [
            (length, named)
            for stems, named in self._whole.get(root, {}).items()
            if (length := objects.is_at(stems, found, start))
        ]
        length, named = max(fits, key=lambda fit: fit[0], default=(0, []))
        return named, length

    def _roots(self, found: Sequence[Token], start: int) -> list[str]:
        """The stems by which a name that begins here may be found: its given name and initials stand before it."""
        return [root for _end, root, _is_short in names.spelled(found, start)]

    def _fitting(
        self,
        found: Sequence[Token],
        start: int,
        kinds: Kinds,
        roots: Iterable[str],
        changed: dict[str, str] | None = None,
    ) -> Found | None:
        fits: dict[tuple[int | None, str, int | None], tuple[tuple[int, ...], names.Fit, Street]] = {}
        for root in dict.fromkeys(roots):
            for name, street in self._streets.get(root, ()):
                one = names.fit(name, found, start, changed) if not kinds or street.kind in kinds else None
                if one is None:
                    continue
                rank = (-one.length, one.missing, one.added)
                known = fits.get(street.key)
                # Of one street's names the present one is told.
                if known is None or (rank, street.is_former) < (known[0], known[2].is_former):
                    fits[street.key] = rank, one, street
        return _best(list(fits.values()), is_guessed=changed is not None)

    def _guessed(self, found: Sequence[Token], start: int, kinds: Kinds) -> Found | None:
        """The one street whose name is written with one slip."""
        roots = self._roots(found, start)
        for root in roots:
            if len(root) < _FORGIVEN_FROM or root.isdigit():
                continue
            near = {
                one
                for variant in _with_one_less(root)
                for one in self._misspelt.get(variant, ())
                if len(one) >= _FORGIVEN_FROM and edits(root, one) == 1 and _is_slip(root, one)
            }
            guesses = [
                guess
                for one in sorted(near)
                if (guess := self._fitting(found, start, kinds, [one, *roots], {root: one})) is not None
            ]
            if len(guesses) == 1:
                return guesses[0]
        return None


#: from so many letters on, a stem with one letter less is still the same word
_LONG = 8
#: of «терешківська» and «мирненська» what is not the settlement's
_OF_MANY = re.compile("(?:ів|їв|ев|єв|ен|єн|ян|ин|ін)$")
_FLEETING = re.compile("[ео]([^аеєиіїоуюя]ь?)$")
#: letters that people write for one another
_ALIKE = ("еєиіїйэы", "оау", "гґх", "зс", "цч", "шщ", "вф", "дт", "бп", "кг")


def _joined(name: str) -> tuple[str, ...]:
    """How the adjective of a name of two words begins: «криворі-зька», «білоце-рківська», «часовоя-рська»."""
    first, _space, second = name.partition(" ")
    return tuple(f"{root}о{fold(second)[:2]}" for root in names.roots(first)) if second else ("\0",)


def _is_slip(said: str, name: str) -> bool:
    """Whether one stem is written for another by a slip: a letter twice or left out within, two that changed places, or
    one that sounds alike. «Маркова» is not «Паркова», nor «Гончара» «Гончарна»."""
    if said[0] != name[0]:
        return said[1:] == name[1:] and {said[0], name[0]} <= set(_ALIKE[0])
    place = next((at for at, (one, other) in enumerate(zip(said, name, strict=False)) if one != other), None)
    if place is None:
        return False
    if len(said) == len(name):
        pair = {said[place], name[place]}
        return said[place + 1 :] != name[place + 1 :] or any(pair <= set(alike) for alike in _ALIKE)
    longer = max(said, name, key=len)
    is_twice = longer[place] in (longer[place - 1], longer[place + 1 : place + 2])
    # Of a long word a letter may be left out where no other name is made of it: «Собрності», not «Слобідка».
    return is_twice or (len(longer) > _LONG and len(said) < len(name) and place < len(said) - 2)


def _best(fits: list[tuple[tuple[int, ...], names.Fit, Street]], *, is_guessed: bool) -> Found | None:
    """Of streets that fit, in each settlement those that fit best."""
    if not fits:
        return None
    longest = max(one.length for _rank, one, _street in fits)
    fits = [one for one in fits if one[1].length == longest]
    chosen: list[Street] = []
    for settlement in dict.fromkeys(street.settlement for _rank, _fit, street in fits):
        here = [one for one in fits if one[2].settlement == settlement]
        # A present name goes before a former one of another street.
        best = min((rank, street.is_former) for rank, _fit, street in here)
        chosen += [street for rank, _fit, street in here if (rank, street.is_former) == best]
    return Found(tuple(chosen), longest, is_guessed)


def _with_one_less(word: str) -> Iterator[str]:
    """A word, and the word without each of its letters: two that differ by one letter have one of these in common."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
