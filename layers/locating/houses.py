"""Numbers of houses: how they are written, when two are the same, and what lies between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from layers.locating import names
from layers.locating.text import Token, clean, tokens

_MEANS_HOUSE = frozenset(
    [
        "б",
        "буд",
        "будинок",
        "будинку",
        "будинка",
        "будинком",
        "будинки",
        "будинків",
        "будинках",
        "будинками",
        "будівля",
        "будівлі",
        "д",
        "дім",
        "дом",
        "дома",
        "домі",
    ]
)
_BLOCK = frozenset(["корп", "корпус", "корпусу", "к"])
#: after a number these make it something else than a house's: «5 поверх», «2026 року», «6 кВ»
_MEASURES = frozenset(
    [
        "поверх",
        "поверху",
        "поверхи",
        "року",
        "рік",
        "р",
        "м",
        "га",
        "кв",
        "кг",
        "грн",
        "шт",
        "тис",
        "млн",
        "км",
        "мм",
        "см",
        "год",
        "днів",
        "кімнат",
        "кабінет",
        "каб",
        "од",
        "мп",
        "пм",
        "пог",
        "куб",
        "м²",
        "м³",
        "л",
        "т",
        "п",
        *("січня", "лютого", "березня", "квітня", "травня", "червня"),
        *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
    ]
)
#: signs that go with what is counted: «15 %», «10*15»
_SIGNS = "%*×+"
#: ends of words that are counted, which a text in capitals has, too: «7 ЛІХТАРІВ»
_COUNTED = ("ів", "їв", "ок", "ей", "ень")
#: what may follow a house's number in small letters, and is not counted by it
_TAILS = frozenset(
    [
        *(
            "корпус",
            "корп",
            "корпусу",
            "літера",
            "літ",
            "буд",
            "будинок",
            "будинку",
            "підїзд",
            "підїзду",
            "квартира",
            "кв",
        ),
        *(
            "місто",
            "міста",
            "місті",
            "село",
            "села",
            "селі",
            "смт",
            "сел",
            "селище",
            "селища",
            "область",
            "області",
            "обл",
        ),
        *(
            "для",
            "біля",
            "навпроти",
            "через",
            "під",
            "при",
            "над",
            "між",
            "поруч",
            "поблизу",
            "від",
            "або",
            *("код", "згідно", "шляхом", "ремонт", "капітальний", "поточний", "капітального", "поточного"),
            *(
                "нема",
                "замість",
                "немає",
                "заміна",
                "послуги",
                "роботи",
                "монтаж",
                "влаштування",
                "технічний",
                "експертиза",
            ),
            "який",
            "яка",
            "що",
        ),
    ]
)
#: what nobody calls a house is a year
_YEARS = range(1900, 2101)
#: numbers in words, as contracts repeat them
_IN_WORDS = re.compile(
    "(?:од(?:ин|на|не)|дв[аі]|три|чотири|пять|шість|сім|вісім|девять|десять|сорок|сто|.+дцять|.+десят)$"
)
#: what a house is divided into
PARTS = ("підїзд", "поверх", "кварт", "кв", "секці", "офіс", "каб", "вхід")
#: how words of several things end
_MANY = ("и", "і", "ів", "ах", "ам")
#: single letters that are words of their own: «вул. Шкільна, 3 в с. Виннички»
_LITTLE_WORDS = frozenset("авзійоус")
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class House:
    """A house number: «34-Б» is 34, б; «9/2» has the fraction 2; a block is told as «к2»."""

    number: int
    letter: str = ""
    fraction: str = ""
    block: str = ""

    def __str__(self) -> str:
        fraction = f"/{self.fraction}" if self.fraction else ""
        block = f" к{self.block}" if self.block else ""
        return f"{self.number}{self.letter}{fraction}{block}"


@dataclass(frozen=True, slots=True)
class Read:
    """Houses that a text names, and the token behind them."""

    houses: tuple[House, ...]
    end: int
    #: a range, or one house and a part of it that nobody can tell apart: «12–14», «5-3»
    is_vague: bool = False


def parse(written: str) -> House | None:
    """The number as a register writes it; None where it begins with none."""
    read = one(tokens(clean(written)), 0)
    return read.houses[0] if read else None


def one(found: Sequence[Token], position: int, *, is_called: bool = True) -> Read | None:
    """One house whose number stands at a token. What is not `is_called` one stands bare behind a street, and may count
    something: «на вул. Шевченка 7 лавок»."""
    if position >= len(found) or not found[position].is_number or len(found[position].text) > _MOST_DIGITS:
        return None
    number = int(found[position].text)
    if not number or _is_of_something_else(found, position + 1) or _is_part_of_a_number(found, position + 1):
        return None
    if not is_called and (number in _YEARS or _counts(found, position + 1)):
        return None
    end, letter = _letter(found, position + 1)
    end, fraction = _fraction(found, end)
    if fraction and not letter:
        end, letter = _letter(found, end)
    end, block = _block(found, end)
    return Read((House(number, letter, fraction, block),), end)


def several(found: Sequence[Token], position: int, *, is_alone: bool = False) -> Read | None:
    """Houses from a token on: «, буд. № 62, 64», «19 та 21», «12–14»; where nothing else tells from where to where
    (`is_alone`), also «12 до 14»."""
    first = _before_number(found, position)
    is_called = _says_house(found, position, first)
    read = one(found, first, is_called=is_called)
    if not read:
        return None
    if reached := _range(found, read, is_alone=is_alone):
        return reached
    houses, end = list(read.houses), read.end
    while (start := _next_of_list(found, end)) is not None:
        more = one(found, start, is_called=found[start - 1].is_mark("№"))
        if more is None and len(houses) == 1 and found[end].is_word and one(found, start):
            # «5 та 7 ліхтарів» are twelve of them.
            return None
        if more and (_is_of_many_parts(found, more.end) or _is_range_of_parts(found, more.end)):
            # «7, 1 та 2 під’їзди»: none of them but the first is a house.
            return Read(read.houses, read.end)
        if more is None and (
            (found[end].is_word and one(found, start)) or _is_of_many_parts(found, start + 1)
        ):
            # «5, 7 та 8 класи», «7, 2, 3 поверхи»
            return Read(read.houses, read.end)
        if more is None or more.houses[0].number > 999 or _is_inside(found, more.end):
            break
        houses += more.houses
        end = more.end
        if reached := _range(found, more, is_alone=False):
            return Read((*houses, *reached.houses[1:]), reached.end, is_vague=True)
    return Read(tuple(houses), end)


def _is_inside(found: Sequence[Token], position: int) -> bool:
    """Whether a number is that of a part of a house: «3 під’їзд»."""
    return position < len(found) and found[position].text.startswith(PARTS)


def _is_of_many_parts(found: Sequence[Token], position: int) -> bool:
    return _is_inside(found, position) and found[position].text.endswith(_MANY)


def _is_range_of_parts(found: Sequence[Token], position: int) -> bool:
    """Whether «-2 під’їзди» stands there."""
    is_joined = position + 1 < len(found) and found[position].is_mark("-–—") and found[position + 1].is_number
    return is_joined and _is_of_many_parts(found, position + 2)


def _range(found: Sequence[Token], read: Read, *, is_alone: bool) -> Read | None:
    """From one number to another. Where the second is lower it is a flat's, or a block's."""
    if read.end + 1 >= len(found):
        return None
    joint = found[read.end]
    if not (joint.is_mark("-–—\\") or (is_alone and joint.text == "до")):
        return None
    start = read.end + 1
    while start < len(found) and found[start].is_mark("№"):
        start += 1
    last = one(found, start, is_called=False)
    if last is None:
        return None
    houses = (*read.houses, *last.houses) if last.houses[0].number > read.houses[0].number else read.houses
    return Read(houses, last.end, is_vague=True)


def called(found: Sequence[Token], position: int) -> Read | None:
    """A house that is called one: «буд. № 30», «№ 12», not a bare number."""
    start = _before_number(found, position)
    return several(found, position) if _says_house(found, position, start) else None


def _says_house(found: Sequence[Token], position: int, end: int) -> bool:
    return any(token.text in _MEANS_HOUSE or token.is_mark("№") for token in found[position:end])


def _before_number(found: Sequence[Token], position: int) -> int:
    for _step in range(6):
        if position >= len(found):
            break
        token = found[position]
        if token.is_mark(",.№:") or (token.is_word and token.text in _MEANS_HOUSE):
            position += 1
        else:
            break
    return position


def _next_of_list(found: Sequence[Token], position: int) -> int | None:
    """Where the next number of a list begins."""
    if position >= len(found):
        return None
    token = found[position]
    if token.is_mark(",;") or token.is_and:
        position += 1
        while position < len(found) and (
            found[position].is_mark("№.") or found[position].text in ("буд", "будинок")
        ):
            position += 1
        is_number = position < len(found) and found[position].is_number and len(found[position].text) <= 3
        if is_number and not _is_label(found, position):
            return position
    return None


def _is_label(found: Sequence[Token], position: int) -> bool:
    """Whether a number or letter is that of a list: «1) вул. …, 12; 2) вул. …», where no bracket is open."""
    if position + 1 >= len(found) or not found[position + 1].is_mark(")"):
        return False
    before = found[:position]
    return sum(one.is_mark("(") for one in before) <= sum(one.is_mark(")") for one in before)


def _is_of_something_else(found: Sequence[Token], position: int) -> bool:
    if position >= len(found):
        return False
    position = _past_the_word_for_it(found, position)
    if position >= len(found):
        return False
    token = found[position]
    if _is_measure(found, position) or token.is_mark(_SIGNS) or _is_size(found, position):
        return True
    if token.is_number:
        # «1 4» is one number or two: nobody can tell; «12 1-й під’їзд» is a part of the house.
        return not any(one.text.startswith(PARTS) for one in found[position + 1 : position + 4])
    following = found[position + 1] if position + 1 < len(found) else None
    if token.is_mark(":") and following and following.is_number and not following.apart:
        return True
    if token.is_mark("-") and following and following.is_word and not following.apart:
        # «2-й», «40-річчя»: an ordinal, not a letter.
        return len(following.text) > 1 or following.text in "йїя"
    return token.is_word and not token.apart and len(token.text) > 1


def _is_size(found: Sequence[Token], position: int) -> bool:
    """Whether a number goes on behind a single letter: «10х15»."""
    joined = found[position : position + 2]
    return (
        len(joined) == 2
        and joined[0].is_word
        and joined[0].text not in _BLOCK
        and joined[1].is_number
        and not any(one.apart for one in joined)
    )


def _is_part_of_a_number(found: Sequence[Token], position: int) -> bool:
    """Whether a number goes on: «15.06.2025», «15/05/2026», «1,5 км», «10:30»; «5,7,9» are houses."""
    if position + 1 >= len(found):
        return False
    mark, following = found[position], found[position + 1]
    if mark.apart or following.apart or not following.is_number or not mark.is_mark(".,:/-"):
        return False
    if mark.is_mark("-") and following.text.startswith("0"):
        # «16-00» is an hour.
        return True
    behind = position + 2
    if mark.is_mark("/-"):
        day = found[behind : behind + 2]
        return len(day) == 2 and day[0].text == mark.text and day[1].is_number
    return not mark.is_mark(",") or (
        behind < len(found) and (_is_measure(found, behind) or _counts(found, behind))
    )


def _counts(found: Sequence[Token], position: int) -> bool:
    """Whether what stands behind a number is what it counts, or a day's month: «7 лавок», «5 листопада»."""
    position = _past_the_word_for_it(found, position)
    if position >= len(found):
        return False
    token = found[position]
    # In a title of capitals a capital says nothing.
    is_title = token.is_shouted and any(one.is_shouted and len(one.text) > 3 for one in found[:position])
    is_counted = not token.is_capital or is_title or token.text.endswith(_COUNTED)
    after = position + 2 if position + 1 < len(found) and found[position + 1].is_mark(".") else position + 1
    behind = found[after] if after < len(found) else None
    # «5 секція 2» is a part of the house 5.
    is_part = (
        token.text.startswith(PARTS) and behind is not None and (behind.is_number or behind.is_mark("№"))
    )
    is_tail = token.text in _TAILS or token.text in names.kinds() or is_part
    return token.is_word and token.apart and is_counted and len(token.text) > 2 and not is_tail


def _is_numbered(token: Token) -> bool:
    return token.is_number or token.is_mark("№")


def _past_the_word_for_it(found: Sequence[Token], position: int) -> int:
    """Behind a number in words: «4 (чотири) урни»."""
    words = found[position : position + 3]
    is_number = len(words) == 3 and words[0].is_mark("(") and _IN_WORDS.match(words[1].text)
    return position + 3 if is_number and words[2].is_mark(")") else position


def _is_measure(found: Sequence[Token], position: int) -> bool:
    """Whether a unit stands there, and not a settlement («12 м. Самбір») or a letter («28м»)."""
    token = found[position]
    if not token.is_word or token.text not in _MEASURES or (not token.apart and len(token.text) == 1):
        return False
    at = position + 1
    if at < len(found) and found[at].is_mark("."):
        at += 1
    if token.text in ("кв", "п", "каб", "кабінет") and at < len(found) and _is_numbered(found[at]):
        # A flat, an entrance, a room.
        return False
    return not (token.text in ("м", "р") and at < len(found) and found[at].is_word and found[at].is_capital)


def _letter(found: Sequence[Token], position: int) -> tuple[int, str]:
    """The letter behind a number («28а», «6-А», «14 "Б"», «71 А») and where it is over."""
    start, is_quoted, is_joined = position, False, False
    if position < len(found) and found[position].is_mark("-–"):
        position, is_joined = position + 1, True
    if position < len(found) and found[position].is_mark("\"«“'’"):
        position, is_quoted = position + 1, True
    if position >= len(found):
        return start, ""
    token = found[position]
    if not token.is_word or len(token.text) != 1:
        return start, ""
    if token.text in _BLOCK and position + 1 < len(found) and found[position + 1].is_number:
        # «40к1» is the block 1.
        return start, ""
    if token.apart and not is_quoted and _is_label(found, position):
        return start, ""
    if not (is_quoted or is_joined or not token.apart or _stands_as_letter(found, position)):
        return start, ""
    end = position + 1
    if is_quoted and end < len(found) and found[end].is_mark("\"»”'’"):
        end += 1
    return end, token.text


def _stands_as_letter(found: Sequence[Token], position: int) -> bool:
    token = found[position]
    following = found[position + 1] if position + 1 < len(found) else None
    if following is None or (following.kind == "mark" and not following.is_mark(".")):
        return True
    return token.is_capital and token.text not in _LITTLE_WORDS and not following.is_mark(".")


def _fraction(found: Sequence[Token], position: int) -> tuple[int, str]:
    if position + 1 < len(found) and found[position].is_mark("/"):
        token = found[position + 1]
        is_letter = not token.apart and len(token.text) == 1
        if (token.is_number and len(token.text) <= 3) or is_letter:
            return position + 2, token.text
    return position, ""


def _block(found: Sequence[Token], position: int) -> tuple[int, str]:
    """A block: «, корпус № 2», «корп. А»."""
    at = position
    if at < len(found) and found[at].is_mark(","):
        at += 1
    if at >= len(found) or found[at].text not in _BLOCK:
        return position, ""
    at += 1
    while at < len(found) and found[at].is_mark(".№"):
        at += 1
    if at < len(found) and (found[at].is_number or len(found[at].text) == 1) and found[at].kind != "mark":
        return at + 1, found[at].text
    return position, ""


def block_before(found: Sequence[Token], position: int) -> str:
    """The block that is named right before an address: «корпус № 2, вул. …, 17»; empty where none is."""
    for start in range(max(0, position - 5), position):
        if found[start].text in _BLOCK and len(found[start].text) > 1:
            end, block = _block(found, start)
            if block and all(one.is_mark(",.") or one.text in ("на", "по") for one in found[end:position]):
                return block
    return ""
