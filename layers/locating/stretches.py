"""Parts of streets that a text names («від … до …», «між … та …»), and where streets meet."""

from collections.abc import Sequence

from layers.locating import houses
from layers.locating.mentions import CROSSING, REACH, End, Mention, Reader, Stretch


class Stretches(Reader):
    """Finds the part of a street, else the crossing, that a text is about."""

    def read(self) -> None:
        """Put the parts, or else the crossing, into the reading."""
        self._in_brackets()
        self._by_words()
        self._crossing()

    def _in_brackets(self) -> None:
        """«вул. Балакіна (Європейська – Соборності)»."""
        for street in list(self.reading.mentions):
            if street not in self.reading.mentions or not self._mark(street.end, "("):
                continue
            start, after = self._end(street.end + 1)
            if not (start.street and self._mark(after, "-–—")):
                continue
            end, last = self._end(after + 1)
            if self._mark(last, ")") and end.street:
                self._add(street, start, end, (street.end + 1, last))

    def _by_words(self) -> None:
        """«від … до …», «між … та …», «… до …» beside a street."""
        position = 0
        while position < len(self.found):
            word = self.found[position].text if self._is_word(position) else ""
            if word in ("від", "от", "між"):
                position = self._between(position, word) or position + 1
            elif word == "до":
                position = self._up_to(position) or position + 1
            else:
                position += 1

    def _between(self, position: int, word: str) -> int | None:
        """A part between two ends that are named; where its words are over."""
        start, after = self._end(position + 1)
        end, last = self._second(after, word)
        last = max(last, position + 1)
        if not (start.is_known or end.is_known):
            return None
        ends = {one.street.start for one in (start, end) if one.street}
        street = self._street_of(position, last, ends)
        if street is None or (end == End() and start.house and street.start > position):
            return None
        told = self._other(start, street), self._other(end, street)
        self._add(street, *told, (position, last), forget=(start.street, end.street))
        return last

    def _up_to(self, position: int) -> int | None:
        """A part of which one end alone is named, or whose beginning is a house: «вул. Садова, 5 до вул. Гоголя»."""
        street = next((one for one in self.reading.mentions if 0 <= position - one.end <= 1), None)
        end, last = self._end(position + 1)
        if street is None or end.street is None or end.street is street:
            return None
        if self._says(max(0, street.start - 3), street.start, ("від",)):
            # A way from one street to another, on neither.
            return None
        if self._says(max(0, street.start - 3), street.start, tuple(CROSSING)):
            return None
        start = End(house=street.houses[0]) if street.houses else End()
        self._add(street, start, end, (street.start, last))
        return last

    def _add(
        self,
        street: Mention,
        start: End,
        end: End,
        words: tuple[int, int],
        forget: Sequence[Mention | None] = (),
    ) -> None:
        """A stretch: the streets that it ends at are not meant themselves."""
        self.reading.stretches.append(Stretch(street, start, end, self._quote(*words)))
        street.houses = ()
        gone = [start.street, end.street, *forget]
        self.reading.mentions = [
            one for one in self.reading.mentions if one is street or not any(one is each for each in gone)
        ]

    def _second(self, after: int, word: str) -> tuple[End, int]:
        for position in range(after, min(after + 6, len(self.found))):
            token = self.found[position]
            if token.is_and if word == "між" else token.text in ("до", "-", "–", "—"):
                return self._end(position + 1)
            if self._mark(position, ");"):
                break
        return End(), after

    def _end(self, start: int) -> tuple[End, int]:
        """What a stretch begins or ends at, and where its words are over."""
        for position in range(start, min(start + REACH, len(self.found))):
            if self.found[position].text in ("кінця", "кінець"):
                return End(is_last=True), position + 1
            if mention := next((one for one in self.reading.mentions if one.start == position), None):
                return End(street=mention), mention.end
            is_named = position == start or self.found[position - 1].text in ("з", "із", *CROSSING)
            if is_named and (bare := self._bare(position)):
                return End(street=bare), bare.end
            read = houses.called(self.found, position) or (
                houses.one(self.found, position) if position == start else None
            )
            if read and not self._mark(position, ","):
                return End(house=read.houses[0]), read.end
            if self._mark(position, "),;") or self.found[position].text in ("до", "по"):
                break
        return End(), start

    def _bare(self, position: int) -> Mention | None:
        """A street that is named without the word of its kind: «від Європейської до Соборності»."""
        if not (self._is_word(position) and self.found[position].is_capital) or self._kind(position)[0]:
            return None
        found = self.gazetteer.called_at(self.found, position)
        if found is None:
            return None
        end = position + found.length
        return Mention(position, end, (), found, self._quote(position, end))

    def _other(self, end: End, street: Mention) -> End:
        """Of «до перехрестя вулиць Садова-Темна» the street that is not the stretch's own."""
        if not end.street or end.street is street or not street.found or not end.street.found:
            return end
        if end.street in self.reading.mentions and {one.key for one in end.street.found.streets} & {
            one.key for one in street.found.streets
        }:
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
        if before and self._apart(before[-1].end, start) <= 3:
            return before[-1]
        behind = [one for one in self.reading.mentions if one.start >= start and one.start not in ends]
        return next((one for one in behind if one.start - end <= 3 or start < one.start < end), None)

    def _apart(self, first: int, last: int) -> int:
        """How many tokens lie between, without what stands in brackets."""
        depth = count = 0
        for token in self.found[first:last]:
            depth += token.is_mark("(") - token.is_mark(")")
            count += depth == 0 and not token.is_mark(")")
        return count

    def _crossing(self) -> None:
        """«на розі вулиць … та …», «перехрестя вул. … та вул. …», «на розі Гоголя і Монастирської»."""
        for position, token in enumerate(self.found):
            if token.text in CROSSING and not self.reading.stretches:
                self.reading.crossing = self._named_streets(position) or self._bare_streets(position + 1)
                if self.reading.crossing:
                    return

    def _named_streets(self, position: int) -> tuple[Mention, Mention] | None:
        behind = [one for one in self.reading.mentions if 0 <= one.start - position <= 14]
        if len(behind) < 2 or behind[0].start - position > 3:
            return None
        first, second = behind[:2]
        return (first, second) if second.start - first.end <= 3 else None

    def _bare_streets(self, position: int) -> tuple[Mention, Mention] | None:
        first = self._bare(position) if position < len(self.found) else None
        if first is None or first.end + 1 >= len(self.found):
            return None
        joint = self.found[first.end]
        is_joined = joint.is_and or joint.is_mark("-–/")
        second = self._bare(first.end + 1) if is_joined else None
        return (first, second) if second else None
