"""The settlements that a text names, of the community and of others, and the oblasts, districts and states of others.

A street lies in the settlement that is named nearest to it. What stands where addresses have their settlement, and is
none that is known here, is not ours.
"""

from layers.locating import names, objects
from layers.locating.mentions import Mention, Place, Reader
from layers.reference import oblasts

_SETTLEMENT_MARKS = {
    **dict.fromkeys(("м", "місто", "міста", "місті", "містом", "місту", "г"), "city"),
    **dict.fromkeys(("смт", "сел", "селище", "селища", "селищі", "с ще", "с щі", "с ща", "пгт"), "town"),
    **dict.fromkeys(("с", "село", "села", "селі", "селу", "селом", "х", "хутір"), "village"),
    **dict.fromkeys(("пункту", "пункт", "пункті"), ""),
}
_COUNCILS = frozenset(
    [
        *("рада", "ради", "раді", "радою", "раду", "громада", "громади", "громаді", "громадою", "громаду"),
        *("округ", "округу", "окрузі"),
        *("тг", "отг", "мтг", "стг", "мва", "сва", "вца"),
    ]
)
_OBLAST = frozenset(["обл", "область", "області", "областю"])
_RAION = frozenset(["район", "району", "районі", "районом"])
#: how words end that are no settlement's: adjectives, surnames
_NO_SETTLEMENT = ("ий", "ого", "енко", "енка", "чук", "юк", "ість", "ння")
#: how the first of two words begins: «Нові Санжари»
_FIRST_OF_TWO = (
    "нов",
    "стар",
    "велик",
    "мал",
    "біл",
    "черв",
    "верхн",
    "нижн",
    "крив",
    "ясн",
    "гол",
    "часів",
    "часов",
)
#: how names of villages end that are adjectives
_VILLAGES = ("не", "ве", "ське", "цьке", "зьке", "ще")
#: between a settlement and its address
_BETWEEN = frozenset(["у", "в", "на", "по", "м", "с", "смт", "р", "н", *_OBLAST, *_RAION])
#: tokens, at most, between a settlement and an address with its oblast and district
_FAR = 12


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
            or self._district(position)
            or self._marked(position)
            or self._bare(position)
            or self._foreign(position)
            or self._of_elsewhere(position)
        )

    def _council(self, position: int) -> Place | None:
        """A community by its council: «Лиманська громада», «Билбасівська селищна рада»."""
        token = self.found[position]
        stem = names.OF_A_PLACE.match(token.text) if token.is_word and token.is_capital else None
        end = position + 1
        while stem and end < min(position + 5, len(self.found)) and self.found[end].is_word:
            if self.found[end].text in _COUNCILS:
                known = self.gazetteer.settlements_from(self._before_hyphen(position) + stem[1])
                return Place(position, end + 1, known, self._quote(position, end + 1), is_body=True)
            end += 1
        return None

    def _before_hyphen(self, position: int) -> str:
        """The first part of «Івано-Франківська», as folded names have it."""
        is_joined = position > 1 and self._mark(position - 1, "-") and not self.found[position].apart
        return f"{self.found[position - 2].text} " if is_joined else ""

    def _district(self, position: int) -> Place | None:
        """A city by one of its districts: «вулиць Подільського району»."""
        token = self.found[position]
        cities = self.gazetteer.districts.get(names.stem(token.text), ()) if token.is_capital else ()
        if not cities or not self._is_word(position + 1) or self.found[position + 1].text not in _RAION:
            return None
        return Place(position, position + 2, tuple(cities), self._quote(position, position + 2))

    def _of_elsewhere(self, position: int) -> Place | None:
        """A thing of another city: «Краматорська ЗОШ № 15»."""
        token = self.found[position]
        stem = names.OF_A_PLACE.match(token.text) if token.is_word and token.is_capital else None
        thing = self._thing_behind(position)
        if not stem or thing is None or self.gazetteer.settlements_from(stem[1]):
            return None
        if self._is_of_a_name(position, thing):
            return None
        if not names.begins_elsewhere(stem[1]):
            return None
        return Place(position, position + 1, (), self._quote(position, position + 1))

    def _thing_behind(self, position: int) -> int | None:
        """Where the thing begins whose adjective stands at a token, with small words in between: «міська лікарня»."""
        for at in range(position + 1, min(position + 4, len(self.found))):
            if objects.is_of_a_city(self.found[at]) or any(start == at for _key, start, _end in self.things):
                return at
            if not self.found[at].is_word or self.found[at].is_capital:
                return None
        return None

    def _is_of_a_name(self, position: int, thing: int) -> bool:
        """Whether an adjective is a thing's own name: what the register calls so («Київський вокзал»), and a church,
        which is called after a saint («Свято-Миколаївський собор»)."""
        own = names.stem(self.found[position].text)
        here = [key for key, start, _end in self.things if start == thing]
        is_known = any(key[1] == own and self.gazetteer.named_at(key) for key in here)
        return is_known or any(key[0].endswith("church") for key in here) or self._mark(position - 1, "-")

    def _foreign(self, position: int) -> Place | None:
        """A settlement of somebody else without the word of its kind: a large city anywhere in the text («відрядження
        до Києва»), any other one beside an address («вул. …, 5, Лиман») or beside a thing with a number."""
        token = self.found[position]
        if not (token.is_word and token.is_capital) or self._is_ours(position) or self._is_quoted(position):
            return None
        if self._is_in_a_name(position):
            return None
        if position + 1 < len(self.found) and self.found[position + 1].text in {*_OBLAST, *_RAION, "р"}:
            # «Донецька обл.»: which one that is, is asked apart.
            return None
        length = names.elsewhere_at(self.found, position, "large")
        if not length:
            length = names.elsewhere_at(self.found, position) or int(self._ends_as_settlement(position))
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

    def _is_in_a_name(self, position: int) -> bool:
        """Whether the register has a thing that is called so: «парк Гданцівка»."""
        return any(
            start <= position < end and self.gazetteer.named_at(key) for key, start, end in self.things
        )

    def _is_quoted(self, position: int) -> bool:
        return position > 0 and self.found[position - 1].is_mark('«"“„')

    def _unheard(self, position: int) -> int:
        """How many tokens are what can only be a settlement that no list has, where addresses have theirs: «вул. …, 5,
        Закітне», «в Торському на вул. …». A place that is not known is not ours."""
        token = self.found[position]
        if len(token.text) < 4 or names.is_thing(token.text) or token.text.endswith(_NO_SETTLEMENT):
            return 0
        if self._is_estate(position):
            return 0
        if token.is_shouted:
            # Short for something, or of a title in capitals, where a capital says nothing.
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
        is_apart = before is not None and not before.is_word and not is_followed_by_number
        if is_behind and is_over and is_apart and self._sounds_as_settlement(position):
            return end - position
        return 0

    def _is_estate(self, position: int) -> bool:
        """Whether a part of a city is named there: «ж/м Макулан», «житловий масив Макулан»."""
        before = [token.text for token in self.found[max(0, position - 3) : position]]
        return before == ["ж", "/", "м"] or (bool(before) and before[-1].startswith("масив"))

    def _ends_as_settlement(self, position: int) -> bool:
        token = self.found[position]
        return not names.is_thing(token.text) and names.ends_as_settlement(token.text)

    def _sounds_as_settlement(self, position: int) -> bool:
        """Whether a word may be the name of a village: an adjective of none of the city's things, «Закітне»."""
        end = self._end_of_name_of_two(position)
        is_of_two = end - position == 2 and self.found[position].text.startswith(_FIRST_OF_TWO)
        if is_of_two and not names.is_thing(self.found[end - 1].text):
            return True
        return self.found[position].text.endswith(_VILLAGES) or self._ends_as_settlement(position)

    def _end_of_name_of_two(self, position: int) -> int:
        """Where a name of one or two words is over: «Ясна Поляна»."""
        second = position + 1
        is_second = (
            self._is_word(second) and self.found[second].is_capital and len(self.found[second].text) > 3
        )
        return second + 1 if is_second and not self._kind(second)[0] else second

    def _is_beside_an_address(self, first: int, last: int) -> bool:
        """Whether next to nothing stands between a name and an address, or a thing with a number."""
        beside = [(one.start, one.end) for one in self.reading.mentions]
        beside += [(start, end) for _key, start, end in self.things]
        for start, end in beside:
            if not (0 <= first - end <= _FAR or 0 <= start - last <= _FAR):
                continue
            between = range(end, first) if end <= first else range(last, start)
            if all(self._is_between(position) for position in between):
                return True
        return False

    def _is_between(self, position: int) -> bool:
        """Whether a token may stand between a settlement and an address: also a postal code, an oblast, a district."""
        token = self.found[position]
        is_code = token.is_postal_code
        region = self.found[position + 1 : position + 2]
        is_of_region = (
            bool(names.OF_A_PLACE.match(token.text)) and region and region[0].text in (*_OBLAST, *_RAION, "р")
        )
        return bool(token.is_mark(",:;(.-–") or token.text in _BETWEEN or is_code or is_of_region)

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
        if word not in _SETTLEMENT_MARKS or (len(word) == 1 and not self._marks_a_settlement(position)):
            return None
        after = self._after_dot(after)
        if self._is_word(after) and self.found[after].text in ("міського", "типу"):
            after += 2 if self._is_word(after + 1) else 1
        if after >= len(self.found) or not self.found[after].is_word or not self.found[after].is_capital:
            return None
        if word.startswith("пункт") and self.found[after].is_shouted and not self._is_title():
            # «пункту КДП»
            return None
        if self.gazetteer.is_neighbourhood(self.found, after):
            # A part of the city, which once was a village.
            return None
        known, length = self.gazetteer.settlement_at(self.found, after)
        end = after + length if known else self._end_of_settlement(after)
        kind = _SETTLEMENT_MARKS[word]
        same = tuple(one for one in known if not one.kind or not kind or one.kind == kind)
        return Place(position, end, same or known, self._quote(position, end))

    def _marks_a_settlement(self, position: int) -> bool:
        """Whether a single letter is short for a city or a village, and not an initial («ім. М. Коцюбинського»), a unit
        («20 м Ду100») or a part of a product's name («M.E.Doc»)."""
        name = self._after_dot(position + 1)
        if not self._is_word(name) or len(self.found[name].text) < 3 or not self._is_cyrillic(name):
            return False
        before = self.found[position - 1] if position else None
        if before is None:
            return True
        is_of_a_person = any(
            one.text in ("ім", "імені") for one in self.found[max(0, position - 4) : position]
        )
        is_second_initial = before.is_mark(".") and position > 1 and len(self.found[position - 2].text) == 1
        if is_of_a_person or (is_second_initial and self.found[position - 2].is_capital):
            return False
        is_behind_a_house = any(one.houses and one.end == position for one in self.reading.mentions)
        is_numbered = before.is_number and position > 1 and self.found[position - 2].is_mark("№")
        is_unit = (before.is_number or not self.found[position].apart) and not (
            is_behind_a_house or is_numbered
        )
        if self.found[position].is_capital or is_unit:
            return self._is_called_as_settlement(name)
        return True

    def _is_cyrillic(self, position: int) -> bool:
        token = self.found[position]
        return any("\u0400" <= letter <= "\u04ff" for letter in self.text[token.start : token.end])

    def _is_called_as_settlement(self, position: int) -> bool:
        """Whether a word is the name of a settlement that is known, or ends as such names do."""
        return bool(
            self.gazetteer.settlement_at(self.found, position)[1]
            or names.elsewhere_at(self.found, position)
            or self._ends_as_settlement(position)
        )

    def _end_of_settlement(self, start: int) -> int:
        end = start + 1
        if self._mark(end, "-") and self._is_word(end + 1) and not self.found[end].apart:
            end += 2
        elif self.found[start].text.startswith(_FIRST_OF_TWO):
            end = self._end_of_name_of_two(start)
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
        is_named = before in ("у", "в", "із", "з") or (position == 0 and self._mark(end, ",-–—:"))
        if is_named or is_before_street or self._is_beside_an_address(position, end):
            return Place(position, end, known, self._quote(position, end))
        return None

    def _unknown(self, position: int) -> Place | None:
        """Where no settlement is named by its kind, another one that stands bare before a street: «Дашава, вул. …»."""
        before = self.found[position - 1] if position else None
        token = self.found[position]
        if not token.is_word or not token.is_capital:
            return None
        if token.is_shouted and self._is_title():
            return None
        begins = before is None or before.is_mark(",;") or (before.is_word and not before.is_capital)
        end = self._end_of_name_of_two(position)
        is_before_street = any(one.start == end + 1 for one in self.reading.mentions)
        is_a_thing = names.is_thing(token.text) or self._is_ours(position) or self._is_estate(position)
        if begins and is_before_street and self._mark(end, ",") and len(token.text) >= 4 and not is_a_thing:
            return Place(position, end, (), self._quote(position, end))
        return None

    def _is_title(self) -> bool:
        """Whether the text is in capitals: then they say nothing of names."""
        words = [token for token in self.found if token.is_word and len(token.text) > 3]
        return sum(token.is_shouted for token in words) * 2 > len(words)

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
            elif (token.text in ("крим", "криму") and token.is_capital) or self._is_foreign_code(position):
                self.reading.other_region = self._quote(position, position + 1)
            elif self._is_other(position, _OBLAST, self.gazetteer.region) or self._is_other(
                position, _RAION, self.gazetteer.district
            ):
                self.reading.other_region = self._quote(position - 1, position + 1)

    def _is_foreign_code(self, position: int) -> bool:
        """Whether a postal code of another oblast stands at an address."""
        token = self.found[position]
        if not token.is_postal_code or not self.gazetteer.region:
            return False
        before, behind = position - 1, position + 1
        is_apart = (position == 0 or self._mark(before, ",;:(")) and (
            behind == len(self.found) or self._mark(behind, ",;)")
        )
        own = oblasts.plain_region(self.gazetteer.region)
        is_foreign = oblasts.region_by_post(token.text) not in ("", own)
        return is_apart and is_foreign and self._is_beside_an_address(position, behind)

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
        stem = names.OF_A_PLACE.match(before.text)
        if stem is None or names.stem(before.text) in names.parts(own)[:-1]:
            return False
        if words is _RAION and names.stem(before.text) in self.gazetteer.districts:
            return False
        # A former district is called after the city, and a city has districts of its own.
        in_city = any(one.kind in ("city", "") for place in self.reading.places for one in place.known)
        return words is not _RAION or not (in_city or self.gazetteer.settlements_from(stem[1]))
