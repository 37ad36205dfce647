"""What a text names: streets with houses, stretches of a street, crossings, settlements, things with names.

Nothing is looked up on the ground here; bare names are words like any other.
"""

from layers.locating import objects
from layers.locating.gazetteer import Gazetteer
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
    things = [(start, end) for _key, start, end in objects.mentioned(found)]
    # Each builds on what those before it have found.
    for reader in (Streets, Settlements, Stretches, Things):
        reader(text, gazetteer, found, things, reading).read()
    return reading


class Things(Reader):
    """Finds what bears a number or a name of its own."""

    def read(self) -> None:
        """Put what the register calls so into the reading."""
        for key, position, _end in objects.mentioned(self.found):
            if named := self.gazetteer.named_at(key):
                self.reading.named.append((self._quote(position, min(position + 4, len(self.found))), named))
