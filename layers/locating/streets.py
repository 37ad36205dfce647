"""The streets that a text names, behind the word of their kind («вул. …») or before it («… площа»), with houses."""

from collections.abc import Sequence

from layers.locating import houses
from layers.locating.houses import House
from layers.locating.mentions import CROSSING, Mention, Reader

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


class Streets(Reader):
    """Finds streets and houses, and leaves out those that are not meant."""

    def read(self) -> None:
        """Put the mentions of streets into the reading."""
        self._streets()
        self._leave_out()

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
        word = at + 1 if self._mark(at, ",") else at
        near = word < len(self.found) and self.found[word].text in _NEAR
        read = houses.several(self.found, word + 1 if near else at, is_alone=True)
        if read:
            mention.houses, mention.end, mention.is_near = read.houses, read.end, near or read.is_vague
        elif before := self._house_before(mention.start):
            mention.houses, mention.is_near = before
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

    def _house_before(self, start: int) -> tuple[tuple[House, ...], bool] | None:
        """The houses that stand before a street, and whether the place is only near them."""
        position = start - 1
        if position >= 0 and self.found[position].text in ("на", "по", "за"):
            position -= 1
        for begin in range(max(0, position - 6), position + 1):
            read = houses.called(self.found, begin)
            if read and read.end == position + 1 and not self._is_end(begin):
                says = [token.text for token in self.found[max(0, begin - 1) : read.end]]
                if any(word.startswith("буд") for word in says):
                    is_near = any(token.text in _NEAR for token in self.found[max(0, begin - 2) : begin])
                    return read.houses, is_near or read.is_vague
        return None

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
            is_told = of_a_house and any(word in CROSSING or word in _ENTRIES for word in words)
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

    def _is_end(self, position: int) -> bool:
        return any(self.found[one].text in ("від", "до") for one in range(max(0, position - 1), position))
