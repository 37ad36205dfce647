"""The map on a page without a script: the picture, what it shows in words, and links that move it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from layers import counting
from layers.problems import BadParameter
from layers.query import BBOX
from layers.viewer import Viewer
from maps.page.context import THEME
from maps.page.picture.frame import AT, HEIGHT, WIDTH, Frame
from maps.page.picture.paper import LOOKS
from maps.page.picture.svg import Picture, told

#: how far a link moves the view: some of what was seen stays
_STEP = 0.5


class Way(NamedTuple):
    """A link to another view, and its words."""

    title: str
    address: str


@dataclass(frozen=True)
class Still:
    """One view of the map as a template shows it."""

    picture: Picture
    words: QueryDict
    #: of the page that links lead to
    path: str = "/"

    @classmethod
    def of(cls, params: QueryDict, viewer: Viewer, width: int, height: int, path: str = "/") -> "Still":
        """A view by the words of the map's page; a place that cannot be understood is the city's middle."""
        words = params.copy()
        words[WIDTH], words[HEIGHT] = str(width), str(height)
        try:
            return cls(Picture.read(words, viewer), words, path)
        except BadParameter:
            for name in (AT, BBOX):
                words.pop(name, None)
            return cls(Picture.read(words, viewer), words, path)

    @property
    def frame(self) -> Frame:
        return self.picture.frame

    @property
    def told(self) -> str:
        """What is in view, for those who do not see it."""
        box = self.frame.box
        return told((one.layer, counting.count(replace(one, box=box))) for one in self.picture.seen)

    @property
    def sources(self) -> list[tuple[str, str]]:
        """The picture's address in each look, light first."""
        return [(look, f"/map.svg?{self._with({THEME: look})}") for look in LOOKS]

    @property
    def address(self) -> str:
        """The map's page with this view."""
        return self._page(self.frame)

    @property
    def ways(self) -> Iterator[Way]:
        """Links to what lies beside, and to what is seen from nearer and from farther off."""
        for title, east, north in (
            (_("North"), 0, _STEP),
            (_("West"), -_STEP, 0),
            (_("East"), _STEP, 0),
            (_("South"), 0, -_STEP),
        ):
            yield Way(title, self._page(self.frame.moved(east, north)))
        for title, step in ((_("Zoom in"), 1), (_("Zoom out"), -1)):
            frame = self.frame.zoomed(step)
            if frame:
                yield Way(title, self._page(frame))

    def _page(self, frame: Frame) -> str:
        words = self.words.copy()
        for name in (WIDTH, HEIGHT, BBOX):
            words.pop(name, None)
        words[AT] = frame.at
        return f"{self.path}?{words.urlencode(safe='/,;')}"

    def _with(self, more: dict[str, str]) -> str:
        words = self.words.copy()
        words.update(more)
        return words.urlencode(safe="/,;")
