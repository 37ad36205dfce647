"""What a text names: streets with houses, stretches of a street, crossings, settlements, things with names.

Nothing is looked up on the ground here; bare names are words like any other.
"""

from layers.locating import objects
from layers.locating.gazetteer import Gazetteer, Named
from layers.locating.mentions import Reader, Reading
from layers.locating.settlements import Settlements
from layers.locating.streets import Streets
from layers.locating.stretches import Stretches
from layers.locating.text import clean, tokens


def read(text: str, gazetteer: Gazetteer) -> Reading:
    """What a text says of a place; see the module. A text of any length and any signs is read, as far as its first
    4,000 characters."""
    text = clean(text)
    found, reading = tokens(text), Reading(text)
    things = list(objects.mentioned(found))
    # Each builds on what those before it have found.
    for reader in (Streets, Settlements, Stretches, Things):
        reader(text, gazetteer, found, things, reading).read()
    return reading


class Things(Reader):
    """Finds what bears a number or a name of its own."""

    def read(self) -> None:
        """Put what the register calls so into the reading: what is named in full goes before what only may be meant."""
        taken: list[range] = []
        position = 0
        while position < len(self.found):
            named, length = self.gazetteer.wholly_named_at(self.found, position)
            if named and not objects.is_another(self.found, position):
                self._add(named, position, position + length)
                taken.append(range(position, position + length))
            position += max(length, 1)
        for key, start, end in self.things:
            if (named := self.gazetteer.named_at(key)) and not any(start in one for one in taken):
                self._add(named, start, max(end, min(start + 4, len(self.found))))

    def _add(self, named: list[Named], start: int, end: int) -> None:
        self.reading.named.append((self._quote(start, end), named))
