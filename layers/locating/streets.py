"""The streets that a text names, behind the word of their kind («вул. …») or before it («… площа»), with houses."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from layers.locating import houses, names
from layers.locating.gazetteer import Found, Kinds
from layers.locating.houses import House
from layers.locating.mentions import CROSSING, Mention, Reader
from layers.locating.text import clean, tokens

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
_NEAR = frozenset(
    [
        "біля",
        "навпроти",
        "напроти",
        "перед",
        "позаду",
        "коло",
        "поруч",
        "поряд",
        "неподалік",
        "поблизу",
        "між",
        "двір",
        "дворі",
        "двору",
    ]
)
#: «в районі будинку», «за будинком»
_NEAR_BY_TWO = (
    ("дорогу", "від"),
    ("в", "районі"),
    ("у", "районі"),
    ("за", "будинком"),
    ("позаду", "будинку"),
)
#: before another name of the same street
_ALSO = frozenset(
    ["нині", "тепер", "зараз", "раніше", "колишня", "колишній", "колишнє", "кол", "бувша", "стара"]
)
#: before a street that is not meant, or only measured from
_EXCEPT = frozenset(["крім", "окрім", "винятком", "замість"])
#: how words begin that say whose address it is, and tokens to it
_OTHERS = (
    "переможе",
    "переможц",
    "учасник",
    "постачальник",
    "підрядник",
    "юридичн",
    "виконавець",
    "виконавц",
)
_OTHERS_REACH = 9
_METRES = frozenset(["метрів", "метри", "метра", "м", "км", "кілометрів"])
#: what leads from a house to another street
_ENTRIES = frozenset(["вхід", "вїзд", "заїзд", "вхідом", "боку", "сторони", "фасад"])
#: tokens in which that is said
_LEAD = 7
#: … and in which it is said that a place is beside a house
_BESIDE = 5
#: what people say before a street and a house
_ON = frozenset(["на", "по", "біля", "навпроти"])
#: tokens of a name that stands before its kind
_NAME = 6
#: tokens of an address that stands alone, and of a list of them
_ADDRESS = 12
#: a bare name with a higher number is no address
_MOST = 999
_JOINED = ",-–"


class Streets(Reader):
    """Finds streets and houses, and leaves out those that are not meant."""

    def read(self) -> None:
        """Put the mentions of streets into the reading."""
        self._streets()
        self._leave_out()

    def _streets(self) -> None:
        position = 0
        while position < len(self.found):
            kinds, after = self._kind(position)
            mention = self._of_a_kind(position, after, kinds) if kinds else self._bare(position)
            if mention:
                self.reading.mentions.append(mention)
                position = self._more(mention)
            else:
                position += 1

    def _of_a_kind(self, position: int, after: int, kinds: Kinds) -> Mention | None:
        if self._is_a_name(position):
            return None
        return (
            self._numbered_before(position, after, kinds)
            or self._behind(position, after, kinds)
            or self._before(position, after, kinds)
            or self._unknown(position, after, kinds)
        )

    def _is_a_name(self, position: int) -> bool:
        """Whether the word of a kind is part of a name: «студія Квартал 95»."""
        token = self.found[position]
        is_lone = token.text == "квартал" and token.is_capital and self._is_word(position - 1)
        return position > 0 and is_lone and not self.found[position - 1].is_capital

    def _numbered_before(self, position: int, after: int, kinds: Kinds) -> Mention | None:
        """A street whose number stands before its kind: «1-й пров. Кобищанський»."""
        start = position - 1
        if (
            start > 1
            and self._is_word(start)
            and len(self.found[start].text) <= 3
            and self._mark(start - 1, "-")
        ):
            start -= 2
        is_taken = self.reading.mentions and start < self.reading.mentions[-1].end
        if start < 0 or is_taken or not self.found[start].is_number or len(self.found[start].text) > 2:
            return None
        # As if the number stood behind.
        name = [*self.found[start:position], *self.found[after:]]
        found = self.gazetteer.streets_at(name, 0, kinds)
        if found is None or found.is_guessed or found.length <= position - start:
            return None
        end = after + found.length - (position - start)
        return self._with_houses(Mention(start, end, kinds, found, self._quote(start, end)))

    def _bare(self, position: int) -> Mention | None:
        """A street without the word of its kind, as addresses have it («м. Слов'янськ, Соборна, 12»), and as people
        say it («на Гоголя 11»)."""
        is_spoken = bool(position) and self.found[position - 1].text in _ON
        if not self.found[position].is_capital or not (is_spoken or self._may_be_address(position)):
            return None
        found = self.gazetteer.called_at(self.found, position)
        if not found or not (is_spoken or self._is_spelled_so(position, found)):
            return None
        end = position + found.length
        read = houses.several(self.found, end, is_alone=True)
        if read is None or any(house.number > _MOST for house in read.houses):
            return None
        is_near = read.is_vague or self._is_beside(position)
        return Mention(position, read.end, (), found, self._quote(position, end), read.houses, is_near)

    def _may_be_address(self, position: int) -> bool:
        """Whether an address may begin here: the text begins with it, or a settlement, the word «адреса» or another
        address stands before it. Of «Фарба: Зелена, 5» nobody knows."""
        if not position:
            return len(self.found) < _ADDRESS
        before = self.reading.mentions[-1] if self.reading.mentions else None
        is_listed = self._mark(position - 1, ",;:(") or self.found[position - 1].is_and
        if before is not None and before.houses and before.end >= position - 1:
            return is_listed
        if any(
            token.text.startswith("адрес") for token in self.found[max(0, position - _ADDRESS) : position]
        ):
            return is_listed or self.found[position - 1].text.startswith("адрес")
        if not self._mark(position - 1, ","):
            # «с. Софіївка Садова 3»
            return self._is_behind_a_settlement(position, is_marked=True)
        last = self.found[position - 2] if position > 1 else None
        is_code = last is not None and last.is_postal_code
        return is_code or self._is_behind_a_settlement(position - 1)

    def _is_behind_a_settlement(self, position: int, *, is_marked: bool = False) -> bool:
        return any(
            start + self.gazetteer.settlement_at(self.found, start)[1] == position
            and (
                not is_marked
                or (start > 0 and self.found[start - 1].text in (".", "м", "с", "село", "місто"))
            )
            for start in range(max(0, position - 3), position)
        )

    def _is_spelled_so(self, position: int, found: Found) -> bool:
        """Whether a text has a name as the register has it, in no other case."""
        said = self.found[position : position + found.length]
        known = [
            {token.text for token in tokens(clean(street.name)) if token.is_word} for street in found.streets
        ]
        return any(
            all(token.text in words for token in said if token.is_word and len(token.text) > 1)
            for words in known
        )

    def _behind(self, start: int, after: int, kinds: Kinds) -> Mention | None:
        """A street whose name stands behind its kind."""
        at = self._begin_of_name(after)
        found = self.gazetteer.streets_at(self.found, at, kinds) if at < len(self.found) else None
        if found is None or self._is_area(at + found.length):
            return None
        end = at + found.length
        return self._with_houses(Mention(start, end, kinds, found, self._quote(start, end)))

    def _unknown(self, start: int, after: int, kinds: Kinds) -> Mention | None:
        """A street whose name, behind its kind, is none of ours."""
        at = self._begin_of_name(after)
        found = self.gazetteer.streets_at(self.found, at, kinds) if at < len(self.found) else None
        if found or not self._begins_name(at) or not self._is_certain(start, after):
            return None
        if self._is_known_otherwise(at, kinds):
            return None
        end = self._end_of_name(at)
        if self._is_area(end):
            return None
        return self._with_houses(Mention(start, end, kinds, None, self._quote(start, end)))

    def _begin_of_name(self, position: int) -> int:
        if self._is_word(position) and self.found[position].text in ("ім", "імені"):
            position = self._after_dot(position + 1)
        while self._mark(position, '«"“„'):
            position += 1
        return position

    def _is_known_otherwise(self, position: int, kinds: Kinds) -> bool:
        """Whether what stands behind the word of a kind is a part of the city («м-н Лівобережний»), or a street of
        another kind, whose word follows («вулиця Київське шосе»)."""
        if "мікрорайон" in kinds and self.gazetteer.is_neighbourhood(self.found, position):
            return True
        own, behind = self._kind(position)
        if own and behind < len(self.found) and self.gazetteer.streets_at(self.found, behind, own):
            # «вул. Набережна Перемоги» is the embankment.
            return True
        return any(
            (other := self._kind(at)[0]) and self._before(at, at + 1, other)
            for at in range(position + 1, min(position + 4, len(self.found)))
        )

    def _before(self, position: int, after: int, kinds: Kinds) -> Mention | None:
        """A street whose name stands before its kind: «Соборна площа»."""
        for start in range(max(0, position - _NAME), position):
            found = self.gazetteer.streets_at(self.found, start, kinds)
            # «м. Чорноморськ вул. …» is a city.
            is_city = names.elsewhere_at(self.found, start) and not names.is_adjective(self.found[start].text)
            if found and start + found.length == position and not found.is_guessed and not is_city:
                return self._with_houses(Mention(start, after, kinds, found, self._quote(start, after)))
        return None

    def _is_certain(self, start: int, after: int) -> bool:
        """Whether the word of a kind means a street, also when its name is not known: not «площа поверхні»."""
        word = self.found[start].text
        if word.startswith(("площ", "бульвар", "мікрорайон", "майдан", "набережн")) or (
            word == "м" and after - start > 1
        ):
            return after < len(self.found) and self.found[after].is_word
        if word in ("вул", "пров", "просп", "бульв"):
            return self._is_word(after)
        return self.found[after - 1].is_mark(".") or word.startswith(("вулиц", "провул", "проспект"))

    def _is_area(self, position: int) -> bool:
        """Whether the name before it is a district's: «вулиць Залізничного району»."""
        return position < len(self.found) and self.found[position].text in _NOT_A_STREET

    def _begins_name(self, position: int) -> bool:
        if position >= len(self.found) or not self.found[position].is_number:
            return self._is_word(position) and self.found[position].is_capital
        # «1-го Травня», «40 років Перемоги», and no «пр. 5F».
        is_counting = self._is_word(position + 1) and len(self.found[position + 1].text) > 2
        return self._mark(position + 1, "-") or is_counting

    def _end_of_name(self, start: int) -> int:
        position = start
        while position < min(start + 5, len(self.found)):
            token = self.found[position]
            is_part = (
                token.is_word and (token.is_capital or token.text in ("го", "ліття"))
            ) or token.is_mark("-.")
            # «200-річчя»
            is_part = is_part or (token.is_word and not token.apart and self.found[position - 1].is_mark("-"))
            if not (is_part or position == start):
                break
            position += 1
        while position > start + 1 and self.found[position - 1].is_mark("-"):
            position -= 1
        return max(position, start + 1)

    def _with_houses(self, mention: Mention) -> Mention:
        """The same, with the houses behind it or before it: «буд. № 31 на вул. Патона»."""
        if before := self._house_before(mention.start):
            # What stands behind is of the next address: «буд. 5 вул. …, буд. 7 вул. …».
            mention.houses, mention.is_near = before
            mention.is_led = True
            return self._with_block(mention)
        at = self._after_other_name(self._after_brackets(mention))
        beside = self._beside_behind(at)
        read = houses.several(self.found, at if beside is None else beside, is_alone=True)
        if read is None and self._mark(mention.end, "("):
            read = houses.called(self.found, mention.end + 1)
        if read and not self._leads(read.end):
            mention.houses, mention.end = read.houses, read.end
            mention.is_near = beside is not None or read.is_vague or self._is_beside(mention.start)
        return self._with_block(mention)

    def _leads(self, position: int) -> bool:
        """Whether another street follows that the houses before it are of: «…, 7 по вул. …»."""
        is_on = self._is_word(position) and self.found[position].text in ("по", "на")
        return is_on and position + 1 < len(self.found) and bool(self._kind(position + 1)[0])

    def _with_block(self, mention: Mention) -> Mention:
        if len(mention.houses) == 1 and (block := houses.block_before(self.found, mention.start)):
            mention.houses = (replace(mention.houses[0], block=mention.houses[0].block or block),)
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

    def _after_other_name(self, position: int) -> int:
        """Behind another name of the same street: «вул. Леніна, нині Небесної Сотні, буд. 14»."""
        at = position + 1 if self._mark(position, ",") else position
        if not self._is_word(at) or self.found[at].text not in _ALSO:
            return position
        at = self._after_dot(at + 1)
        kinds, behind = self._kind(at) if at < len(self.found) else ((), at)
        found = self.gazetteer.streets_at(self.found, behind if kinds else at, kinds)
        return (behind if kinds else at) + found.length if found else position

    def _beside_behind(self, position: int) -> int | None:
        """Where a house begins that the place is only near: «вул. …, територія біля буд. 5», «…, в районі буд. 5»."""
        for at in range(position, min(position + _BESIDE, len(self.found))):
            token = self.found[at]
            is_near = token.text in _NEAR or token.text.startswith("район") or self._is_short_for_area(at)
            if is_near and houses.called(self.found, at + (3 if token.text == "р" else 1)):
                return at + (3 if token.text == "р" else 1)
            if is_near and token.text in _NEAR and at - position <= 1:
                return at + 1
            if not (token.is_mark(",") or (token.is_word and not token.is_capital)):
                break
        return None

    def _is_short_for_area(self, position: int) -> bool:
        return [token.text for token in self.found[position : position + 3]] == ["р", "-", "н"]

    def _is_beside(self, position: int) -> bool:
        """Whether the words right before say that the place is near what follows, and not in it."""
        words: list[str] = []
        for token in reversed(self.found[max(0, position - _BESIDE) : position]):
            if token.is_mark(",;:()"):
                break
            words.insert(0, token.text)
        return any(word in _NEAR for word in words) or any(pair in _NEAR_BY_TWO for pair in pairwise(words))

    def _house_before(self, start: int) -> tuple[tuple[House, ...], bool] | None:
        """The houses that stand before a street, and whether the place is only near them."""
        position = start - 1
        if position >= 0 and (self._mark(position, ",") or self.found[position].text in ("на", "по", "за")):
            position -= 1
        position = self._before_parts(position)
        last = self.reading.mentions[-1] if self.reading.mentions else None
        is_next = last is not None and last.is_led
        for begin in range(max(last.end if last else 0, position - 6), position + 1):
            read = houses.called(self.found, begin) or (
                houses.several(self.found, begin) if is_next else None
            )
            if read and read.end == position + 1 and not self._is_end(begin):
                says = [token.text for token in self.found[max(0, begin - 1) : read.end]]
                if is_next or any(word.startswith("буд") or word == "б" for word in says):
                    return read.houses, read.is_vague or self._is_beside(begin)
        return None

    def _before_parts(self, position: int) -> int:
        """Before what is only a part of a house: «буд. 4 кв. 16», «будинку 4 (під’їзд 3)»."""
        at = position - 1 if self._mark(position, ")") else position
        if at < 2 or not self.found[at].is_number:
            return position
        word = at - 2 if self._mark(at - 1, ".№") else at - 1
        if not self.found[word].text.startswith(houses.PARTS):
            return position
        return word - 2 if self._mark(word - 1, "(,") else word - 1

    def _more(self, mention: Mention) -> int:
        """Further streets of the same kind: «вулиць Чубинського та Шептицького». Where they are over."""
        position = mention.end
        while mention.found and mention.kinds and not mention.houses and position + 1 < len(self.found):
            token = self.found[position]
            if not (token.is_mark(_JOINED) or token.is_and):
                break
            at = position + 1
            if token.is_mark(",") and self.found[at].is_and:
                at += 1
            found = self.gazetteer.streets_at(self.found, at, mention.kinds) if at < len(self.found) else None
            if not found or found.is_guessed or not self.found[at].is_capital:
                break
            end = at + found.length
            if self._is_no_street(end) or self._kind(at)[0]:
                break
            further = self._with_houses(Mention(at, end, mention.kinds, found, self._quote(at, end)))
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
            if self._is_no_place(words) or self._is_of_others(mention):
                self.reading.left_out.append(mention.words)
            elif not is_told:
                kept.append(mention)
        self.reading.mentions = kept

    @staticmethod
    def _is_no_place(words: Sequence[str]) -> bool:
        """Whether the words before a street say that it is not there."""
        since = max((at + 1 for at, word in enumerate(words) if word in (",", ";")), default=0)
        is_excepted = any(word in _EXCEPT for word in words[since:])
        is_from = words[-1:] == ["від"] or (words[-2:-1] == ["від"] and words[-1].startswith("буд"))
        is_measured_from = is_from and any(word in _METRES for word in words)
        return is_excepted or is_measured_from or words[-2:] == ["за", "межами"] or words[-1:] == ["не"]

    def _is_of_others(self, mention: Mention) -> bool:
        """Whether an address is where a supplier or buyer sits, not where anything is done."""
        before = [one.end for one in self.reading.mentions if one.end <= mention.start]
        for position in range(mention.start - 1, max([mention.start - _OTHERS_REACH, 0, *before]) - 1, -1):
            token = self.found[position]
            if token.is_mark(";"):
                return False
            is_buyer = token.text.startswith("замовник") and self._mark(position + 1, ":")
            if token.text.startswith(_OTHERS) or is_buyer:
                return True
        return False

    def _is_end(self, position: int) -> bool:
        return any(self.found[one].text in ("від", "до") for one in range(max(0, position - 1), position))
