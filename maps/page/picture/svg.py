"""A view of the map as one SVG: the base map, the layers, a scale bar, and who is to be named."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from textwrap import wrap

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers.layer import Layer
from layers.origins import credits_of
from layers.problems import BadParameter
from layers.query import BBOX, Selection, select_each
from layers.registry import catalogue
from layers.viewer import Viewer
from maps.page.chips import metres
from maps.page.context import THEME
from maps.page.picture import asked, base, data
from maps.page.picture.frame import HEIGHT, WIDTH, Frame, side
from maps.page.picture.paper import FONT, INKS, LOOKS, PAPER
from maps.page.state import read

_USUAL = (720, 480)
#: pixels that the bar of the scale may be long
_LONGEST_BAR = 110
#: pixels that its letters, and those of the sources, are high: larger where a picture is made for paper
_SMALLEST_FOOT, _LARGEST_FOOT = 10, 15
_AUTO = "auto"
PICK = "pick"


@dataclass(frozen=True)
class Picture:
    """What is asked for: a view, the layers in it, and a look."""

    frame: Frame
    selections: tuple[Selection, ...]
    look: str
    #: what is chosen on the page: `kiosks/12`
    pick: str = ""
    #: the part of the city that is asked about, as it is drawn
    area: str = ""
    #: what it shows, where that is not what its layers count
    title: str = ""

    @classmethod
    def read(cls, params: QueryDict, viewer: Viewer) -> "Picture":
        """The words of the map's page, with `width`, `height` and `theme`. Raises BadParameter."""
        words = params.copy()
        width, height = side(params, WIDTH, _USUAL[0]), side(params, HEIGHT, _USUAL[1])
        look = look_of(params)
        frame = Frame.of(params, width, height)
        # The box says where to look; all that lies in the frame is drawn.
        for name in (WIDTH, HEIGHT, BBOX):
            words.pop(name, None)
        state = read(words)
        selections = tuple(select_each(state.layers, viewer, state.words)) if state.layers else ()
        return cls(frame, selections, look, str(params.get(PICK, "")), asked.area(params, frame, look))

    @property
    def layers(self) -> list[Layer]:
        """All that is drawn, the base map too."""
        return [*catalogue.base, *(selection.layer for selection in self.selections)]

    @property
    def seen(self) -> list[Selection]:
        """The selections of the layers that are drawn from so far."""
        return [one for one in self.selections if self.frame.level in one.layer.zooms]

    def look_up(self) -> list[data.Drawn]:
        """What of each layer is seen."""
        return [data.look_up(selection, self.frame) for selection in self.seen]


def look_of(params: QueryDict) -> str:
    """The look that an address asks for, light where it leaves that to the page. Raises BadParameter."""
    theme = str(params.get(THEME, _AUTO))
    if theme not in (*LOOKS, _AUTO):
        raise BadParameter(_("theme is one of: %s.") % ", ".join((_AUTO, *LOOKS)), parameter=THEME)
    return theme if theme in LOOKS else LOOKS[0]


def told(counts: Iterable[tuple[Layer, int]]) -> str:
    """What a picture shows, in words: «Kiosks: 115, Places: 12»."""
    seen = [f"{layer.title}: {intcomma(count)}" for layer, count in counts]
    return _("Map. In view: %s") % ", ".join(seen) if seen else _("Map without layers")


def svg(picture: Picture, drawn: list[data.Drawn]) -> str:
    """The picture."""
    frame, look = picture.frame, picture.look
    size = f'width="{frame.width}" height="{frame.height}"'
    title = picture.title or told((one.layer, one.count) for one in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {frame.width} {frame.height}" role="img">'
        f"<title>{escape(title)}</title>"
        f"{base.ground(frame, look)}{base.names(frame, look)}{picture.area}"
        f"{data.painted(drawn, frame, look, picture.pick)}"
        f"{_foot(picture, sum(one.left_out for one in drawn))}</svg>"
    )


def _foot(picture: Picture, left_out: int) -> str:
    """The scale, who is to be named, and that not all is drawn."""
    frame, look = picture.frame, picture.look
    ink, halo = INKS[look]["text"], PAPER[look]["halo"]
    bar_metres, length = _bar(frame)
    size = min(_LARGEST_FOOT, max(_SMALLEST_FOOT, frame.width // 64))
    names = unescape(strip_tags(credits_of(picture.layers)))
    y = frame.height - 8
    lines = [(frame.width - 6, "end", line) for line in _wrapped(names, frame.width - length - 60, size)]
    texts = "".join(
        f'<text x="{x}" y="{y - 1.2 * size * (len(lines) - 1 - index):g}" text-anchor="{anchor}">{escape(text)}</text>'
        for index, (x, anchor, text) in enumerate(lines)
    )
    texts += f'<text x="8" y="{y - 7}">{escape(metres(bar_metres))}</text>'
    if left_out:
        more = ngettext(
            "%(number)s more object is not drawn: zoom in",
            "%(number)s more objects are not drawn: zoom in",
            left_out,
        ) % {"number": intcomma(left_out)}
        texts += f'<text x="8" y="18" font-weight="600" font-size="13">{escape(more)}</text>'
    bar = f"M8 {y - 4}v4h{length:.1f}v-4"
    return (
        f'<defs><g id="foot" font-family="{FONT}" font-size="{size}">{texts}</g></defs>'
        f'<use href="#foot" fill="{halo}" stroke="{halo}" stroke-width="3" stroke-linejoin="round"/>'
        f'<use href="#foot" fill="{ink}"/>'
        f'<path d="{bar}" fill="none" stroke="{halo}" stroke-width="4"/>'
        f'<path d="{bar}" fill="none" stroke="{ink}" stroke-width="1.5"/>'
    )


def _bar(frame: Frame) -> tuple[int, float]:
    """A round number of metres, and how many pixels it is long."""
    most = min(_LONGEST_BAR, frame.width / 3) * frame.metres_per_pixel
    ten = 10 ** math.floor(math.log10(most))
    longest = next(step * ten for step in (5, 3, 2, 1) if step * ten <= most)
    return longest, longest / frame.metres_per_pixel


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines of so many pixels, broken where names end, and inside of a name that is wider."""
    room = width / (0.49 * size)
    lines = [""]
    for name in text.split(" · "):
        joined = f"{lines[-1]} · {name}" if lines[-1] else name
        if len(joined) <= room:
            lines[-1] = joined
        else:
            lines += wrap(name, max(20, int(room)), break_on_hyphens=False)
    return [line for line in lines if line] or [""]
