"""How names of streets and settlements are compared: «на Снопківській», «вул. Т. Г. Шевченка», «пл. 1-го Травня».

A name is the stems of its words, so that its cases are one; a person's given name and title may be left out, shortened
to an initial, or stand behind. What is left of a name has to be there in full: «вул. Зелена» is not «Бічна Зелена».
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from layers.locating.text import Token, clean, tokens
from layers.words import fold

_HERE = Path(__file__).parent
_ENDING = re.compile(
    "(?:ього|ьому|ого|ому|ими|ові|еві|єві|ами|ями|ої|ою|ею|єю|ій|ий|їй|им|ім|їм|их|іх|їх|ів|їв|ах|ях|ам|ям|ом|ем|єм"
    # Russian ones: old papers, and people who write as they speak
    "|ая|яя|ый|ой|ое|ые|[аеєиіїоуюяйь])$"
)
#: «сорокаріччя» is «40-річчя»
_ANNIVERSARY = re.compile("(.+)(?:річчя|ліття)")
#: so much of a word is left of it: «Нова» and «Новій» have no more in common
_SHORTEST_STEM = 3
#: of a text, the words that may be one name
_LONGEST_NAME = 6
#: short titles, which texts write small
_TITLES = frozenset(["ген", "акад", "проф", "марш", "кн", "гет", "св", "адм", "полк", "кап", "лейт", "арх"])
#: what makes an ordinal of a number
_ORDINAL_ENDS = ("го", "й", "ий", "ша", "ше", "га", "те", "му", "ої")
#: how the stems of patronymics end
_PATRONYMIC = ("ович", "евич", "йович", "івн", "ївн")
#: an adjective has more letters than the stem of a name in the genitive: «Шовковична», not «Рівна»
_LONG = 6


def plain(word: str) -> str:
    """A folded word without soft signs, which people leave out and put in at will."""
    return word.replace("ь", "")


def stem(word: str) -> str:
    """What the cases of a folded word have in common."""
    stripped = _ENDING.sub("", word)
    return plain(stripped if len(stripped) >= _SHORTEST_STEM else word)


@cache
def droppable() -> frozenset[str]:
    """The stems of given names and titles, which a street's name may be without."""
    words = (
        line.split()
        for line in (_HERE / "given_names.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
    return frozenset(stem(fold(word)) for line in words for word in line)


@cache
def kinds() -> dict[str, str]:
    """From how a kind of street is written to the kind."""
    told = tomllib.loads((_HERE / "kinds.toml").read_text("utf-8"))
    return {form: kind for kind, forms in told.items() if kind != "either" for form in forms}


@cache
def kinds_of(form: str) -> tuple[str, ...]:
    """The kinds of street that a folded word of a text may mean: «пр.» is short for several."""
    if form in kinds():
        return (kinds()[form],)
    told = tomllib.loads((_HERE / "kinds.toml").read_text("utf-8"))["either"]
    return tuple(told.get(form, ()))


@cache
def _ordinals() -> dict[str, str]:
    told = tomllib.loads((_HERE / "ordinals.toml").read_text("utf-8"))
    return {word: str(number) for word, number in told.items()}


def _part(word: str) -> str:
    root = stem(word)
    return _ordinals().get(root, root)


def parts(name: str) -> tuple[str, ...]:
    """The stems of a name's words in their order; of «1-го» the number."""
    return tuple(root for _end, root, _is_short in spelled(tokens(clean(name)), 0))


def split(name: str) -> tuple[str, str]:
    """Kind and name of a street that is called in full («вул. Центральна», «Центральна вулиця»); no kind is empty."""
    first, *others = name.replace(".", ". ").split() or [""]
    if others and (kind := kinds().get(fold(first).strip())):
        return kind, " ".join(others)
    # «Героїв Майдану» is no square.
    if others and fold(others[-1]) in kinds().values():
        return fold(others[-1]), " ".join([first, *others[:-1]])
    return "", " ".join([first, *others])


@dataclass(frozen=True, slots=True)
class Name:
    """A name to compare with: what has to be said of it, and what need not."""

    core: tuple[str, ...]
    spare: tuple[str, ...] = ()
    #: the stems of adjectives, and whether the name has them in the feminine: «Київська», not «Київського»
    feminine: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def of(cls, name: str) -> "Name":
        """A name by its words. Of words that could all be left out, the last may not: «Святого Юрія» is about Юрій."""
        words = parts(name)
        spare = {
            place
            for place, word in enumerate(words[:-1])
            if word in droppable() or (len(word) == 1 and word.isalpha())
        }
        core = [word for place, word in enumerate(words) if place not in spare]
        told = (fold(token.text) for token in tokens(clean(name)) if token.is_word)
        feminine = (
            (stem(word), is_feminine) for word in told if (is_feminine := _is_feminine(word)) is not None
        )
        return cls(tuple(core), tuple(words[place] for place in sorted(spare)), tuple(feminine))


_MASCULINE = ("ого", "ому", "ий")
_FEMININE = ("ої", *(f"{root}{ending}" for root in ("ськ", "цьк", "зьк") for ending in ("а", "у", "ою")))


def _is_feminine(word: str) -> bool | None:
    """Whether a folded word is an adjective in the feminine; None where its end does not tell."""
    if word.endswith(_MASCULINE):
        return False
    return True if word.endswith(_FEMININE) or (word.endswith("на") and len(word) >= _LONG) else None


#: an adjective of a settlement («Краматорської»), and what is the settlement's of it
OF_A_PLACE = re.compile(r"(\w{3,}?)(?:ськ|цьк|зьк)(?:а|ої|ою|ій|у|ий|ого|ому|им|ім)$")


def is_adjective(word: str) -> bool:
    """Whether a folded word ends as an adjective does whose gender shows: «Чорноморська», not «Чорноморськ»."""
    return _is_feminine(word) is not None


def _agrees(name: Name, root: str, word: str) -> bool:
    """Whether a word of a text may be the adjective of a name: a street of Kyiv is none of somebody called so."""
    wanted, said = dict(name.feminine).get(root), _is_feminine(word)
    return wanted is None or said is None or wanted == said


@dataclass(frozen=True, slots=True)
class Fit:
    """How a name fits the words of a text."""

    #: tokens of the text that are the name
    length: int
    #: words of the name that the text leaves out
    missing: int
    #: given names and initials that the text has beside it
    added: int


def fit(
    name: Name, found: Sequence[Token], start: int, changed: Mapping[str, str] | None = None
) -> Fit | None:
    """How a name fits the tokens from `start` on, with stems read as `changed` says; None where it does not."""
    wanted, spare = list(name.core), list(name.spare)
    length = added = 0
    for end, read, is_short in spelled(found, start):
        root = changed.get(read, read) if changed else read
        if root in wanted and not is_short and _agrees(name, root, found[end - 1].text):
            wanted.remove(root)
        elif root in spare and not is_short:
            spare.remove(root)
        elif word := _initial_of(root, spare, is_short=is_short):
            spare.remove(word)
        elif is_short and len(wanted) > 1 and wanted[0].startswith(root):
            # A given name that nobody has listed.
            wanted.pop(0)
        elif is_short or root in droppable() or root.endswith(_PATRONYMIC):
            # A street of another person of this surname, unless a patronymic follows a given name.
            if spare and not added and len(spare) == len(name.spare):
                return None
            if not (is_short or spare or root.endswith(_PATRONYMIC)) and _is_somebody_else(name, root):
                return None
            added += 1
        else:
            break
        if wanted or not is_short or added <= len(name.spare) + 2:
            length = end - start
        if not wanted and not spare and not _goes_on(found, end):
            break
    return None if wanted else Fit(length, len(spare), added)


@cache
def _persons() -> dict[str, frozenset[str]]:
    told = tomllib.loads((_HERE / "persons.toml").read_text("utf-8"))
    return {
        stem(fold(surname)): frozenset(stem(fold(given)) for given in names.split())
        for surname, names in told["persons"].items()
    }


def _is_somebody_else(name: Name, given: str) -> bool:
    """Whether a given name is another than that of the person whom streets of this surname are called after."""
    known = _persons().get(name.core[-1]) if len(name.core) == 1 else None
    return known is not None and given not in known


def _initial_of(root: str, spare: Sequence[str], *, is_short: bool) -> str | None:
    """The given name that an initial of a text stands for, or the initial that stands for a text's given name."""
    if is_short:
        return next((one for one in spare if one.startswith(root)), None)
    return next(
        (one for one in spare if len(one) == 1 and root in droppable() and root.startswith(one)), None
    )


def _goes_on(found: Sequence[Token], position: int) -> bool:
    """Whether a given name or its initial follows: «Шевченка Бориса», «Хмельницького Б.»."""
    if position >= len(found) or not (found[position].is_word and found[position].is_capital):
        return False
    is_initial = len(found[position].text) == 1 and found[position + 1 : position + 2] != []
    root = stem(found[position].text)
    return (
        (is_initial and found[position + 1].is_mark(".")) or root in droppable() or root.endswith(_PATRONYMIC)
    )


def spelled(found: Sequence[Token], start: int) -> Iterator[tuple[int, str, bool]]:
    """The words of what may be a name: where each ends, its stem, and whether it is shortened («Б.», «Ген.»)."""
    position = start
    for _number in range(_LONGEST_NAME):
        while position < len(found) and found[position].is_mark('«»"“”„-–'):
            position += 1
        if position >= len(found):
            return
        token = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        if token.is_number:
            position = _after_ordinal(found, position)
            yield position, token.text, False
        elif token.is_word and (years := _ANNIVERSARY.fullmatch(token.text)) and years[1] in _ordinals():
            position += 1
            yield position, _ordinals()[years[1]], False
            yield position, stem("річчя"), False
        elif token.is_word:
            is_short = bool(
                following
                and following.is_mark(".")
                and len(token.text) <= 4
                and (token.is_capital or token.text in _TITLES)
            )
            position += 2 if is_short else 1
            # «Сакко і Ванцетті» is «Сакко та Ванцетті», too.
            word = token.text if is_short else _part("і" if token.is_and else token.text)
            yield position, word, is_short
        else:
            return


def _after_ordinal(found: Sequence[Token], position: int) -> int:
    """Where the ending of a number is over: «1-го», «40-річчя» is more than an ending."""
    if (
        position + 2 < len(found)
        and found[position + 1].is_mark("-")
        and found[position + 2].is_word
        and len(found[position + 2].text) <= 3
    ):
        return position + 3
    following = found[position + 1] if position + 1 < len(found) else None
    # «1го Травня»
    is_ending = following and not following.apart and following.text in _ORDINAL_ENDS
    return position + 2 if is_ending else position + 1


_ALTERNATIONS = (
    (re.compile("їв$"), ("єв",)),
    (re.compile("ів$"), ("ов", "ев")),
    (re.compile("ір$"), ("ор", "ер")),
    (re.compile("іг$"), ("ог",)),
    (re.compile("іль$"), ("ол", "ел")),
    (re.compile("іл$"), ("ол", "ел")),
    (re.compile("єць$"), ("йц",)),
    (re.compile("ець$"), ("ц",)),
    (re.compile("ок$"), ("к",)),
    (re.compile("ень$"), ("н",)),
    (re.compile("ий$"), ("и", "ия")),
    (re.compile("ка$"), ("ц",)),
    (re.compile("га$"), ("з",)),
    (re.compile("ха$"), ("с",)),
)


#: the roots of each word of a settlement's name
Words = tuple[frozenset[str], ...]


def words_of(name: str) -> Words:
    """A settlement's name by its words: «Кам’янець-Подільський» has two."""
    return tuple(roots(word) for word in name.replace("-", " ").replace("–", " ").split())


@cache
def _elsewhere(table: str) -> dict[str, list[Words]]:
    """The settlements of a list by the roots of their first word."""
    told = tomllib.loads((_HERE / "elsewhere.toml").read_text("utf-8"))
    found: dict[str, list[Words]] = {}
    for name in told[table].replace("\n", " ").split(","):
        words = words_of(name)
        for root in words[0]:
            found.setdefault(root, []).append(words)
    return found


@cache
def _endings() -> tuple[str, ...]:
    return tuple(tomllib.loads((_HERE / "elsewhere.toml").read_text("utf-8"))["endings"].split())


def elsewhere_at(found: Sequence[Token], start: int, table: str = "cities") -> int:
    """How many tokens from one on are a case of the name of a settlement somewhere in Ukraine; 0 where none is."""
    token = found[start]
    if not token.is_word:
        return 0
    beginning = _elsewhere(table)
    known = [words for root in cases(token.text) for words in beginning.get(root, ())]
    return max((agree(words, found, start) for words in known), default=0)


def districts_of(city: str) -> frozenset[str]:
    """The stems of what the districts of a city are called, as far as is known."""
    told = tomllib.loads((_HERE / "elsewhere.toml").read_text("utf-8"))["districts"]
    return frozenset(stem(fold(name)) for name in told.get(city, "").split())


def begins_elsewhere(beginning: str) -> bool:
    """Whether the name of a city somewhere in Ukraine begins so: «краматор-ська»."""
    # «олександрій-ська» is of Олександрія.
    return any(root.startswith(beginning.removesuffix("й")) for root in _elsewhere("cities"))


def ends_as_settlement(word: str) -> bool:
    """Whether a folded word ends as names of settlements do."""
    return len(word) > 5 and word.endswith(_endings())


def agree(words: Words, found: Sequence[Token], start: int) -> int:
    """How many tokens from `start` on are these words in any of their cases; 0 where they differ."""
    position = start
    for number, known in enumerate(words):
        if number and position < len(found) and found[position].is_mark("-–"):
            position += 1
        word = found[position].text if position < len(found) and found[position].is_word else ""
        if not word or not is_one_of(word, known) or _is_only_adjective(word, known):
            return 0
        position += 1
    return position - start


#: «слов’янський» is no case of «Слов’янськ», and «черкаського» is one of «Черкаське»
_ADJECTIVE = re.compile("(?:ськ|цьк|зьк)(?:ий|ого|ої|ою|ій|е|і|их|ими|ому)$")


def _is_only_adjective(word: str, known: frozenset[str]) -> bool:
    return bool(_ADJECTIVE.search(word)) and not any(
        root.endswith(("е", "а", "ий", "и", "і")) for root in known
    )


@cache
def _things() -> tuple[str, ...]:
    return tuple(tomllib.loads((_HERE / "elsewhere.toml").read_text("utf-8"))["things"].split())


def is_thing(word: str) -> bool:
    """Whether a folded word before an address is what stands there, and not the settlement that it is in."""
    return word.startswith(_things())


def roots(word: str) -> frozenset[str]:
    """The stems that the cases of a settlement's word may have: «Львів» is «у Львові», too."""
    folded = fold(word)
    others = {
        ending.sub(other, folded) for ending, ways in _ALTERNATIONS if ending.search(folded) for other in ways
    }
    return frozenset({stem(folded), *(plain(one) for one in (folded, *others))})


def cases(word: str) -> set[str]:
    """What a folded word of a text may be the case of: «Києві» is «Києв-», and no «Ки-»."""
    return {stem(word), plain(word), plain(word[:-1])}


def is_one_of(word: str, known: frozenset[str]) -> bool:
    """Whether a folded word of a text is a case of the word that has these roots."""
    return not known.isdisjoint(cases(word)) or plain(_ENDING.sub("", word)) in known
