"""The settlements that a text names, of the community and of others, and the oblasts, districts and states of others.

A street lies in the settlement that is named nearest to it. What stands where addresses have their settlement, and is
none that is known here, is not ours.
"""

import re

from layers.locating import names
from layers.locating.mentions import REACH, Mention, Place, Reader

_SETTLEMENT_MARKS = {
    **dict.fromkeys(("м", "місто", "міста", "місті", "містом", "місту", "г"), "city"),
    **dict.fromkeys(("смт", "сел", "селище", "селища", "селищі", "с ще", "с щі", "с ща", "пгт"), "town"),
    **dict.fromkeys(("с", "село", "села", "селі", "селу", "селом", "х", "хутір"), "village"),
    **dict.fromkeys(("пункту", "пункт", "пункті"), ""),
}
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


class Settlements(Reader):
    """Finds settlements, and to which of them each street belongs."""

    def read(self) -> None:
        """Put the settlements, and any other region, into the reading."""
        self._places()
        self._settle()
        self._region()

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
        if position + 1 < len(self.found) and self.found[position + 1].text in {*_OBLAST, *_RAION, "р"}:
            # «Донецька обл.»: which one that is, is asked apart.
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
            if not (0 <= first - end <= REACH or 0 <= start - last <= REACH):
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
