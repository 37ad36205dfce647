"""Parts of streets that a text names («від … до …», «між … та …»), and where streets meet."""

from layers.locating import houses
from layers.locating.mentions import CROSSING, REACH, End, Mention, Reader, Stretch


class Stretches(Reader):
    """Finds the part of a street, else the crossing, that a text is about."""

    def read(self) -> None:
        """Put the part or the crossing into the reading."""
        self._stretch()
        self._crossing()

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
        for position in range(start, min(start + REACH, len(self.found))):
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

    def _crossing(self) -> None:
        """«на розі вулиць … та …», «перехрестя вул. … та вул. …»."""
        for position, token in enumerate(self.found):
            if token.text in CROSSING and not self.reading.stretch:
                behind = [one for one in self.reading.mentions if 0 <= one.start - position <= 14]
                if len(behind) >= 2 and behind[0].start - position <= 3:
                    first, second = behind[:2]
                    if second.start - first.end <= 3:
                        self.reading.crossing = first, second
                        return
