"""Where a question looks, drawn as the page draws it: the circle round a place with its middle, and a drawn outline."""

from django.http import QueryDict

from layers.areas import NEAR, WITHIN, Circle, parse_near, parse_within
from maps.page.picture.frame import Frame
from maps.page.picture.paper import INKS

#: pixels: the middle of a circle, and the ring round it in the colour of the page
_DOT, _RING = 6, 2


def area(params: QueryDict, frame: Frame, look: str) -> str:
    """SVG of what the words of an address narrow the map to; nothing where they do not. Raises BadParameter."""
    drawn = ""
    if WITHIN in params:
        corners = parse_within(str(params[WITHIN])).corners
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.pixel(*corner) for corner in corners))
        drawn += f'<polygon points="{points}" {_line(look, "6 6")}/>'
    if NEAR in params:
        place, circle = parse_near(str(params[NEAR]))
        drawn += _circle(circle, frame, look) if circle else ""
        x, y = frame.pixel(*place)
        ink = INKS[look]
        drawn += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{ink["accent"]}" stroke="{ink["page"]}"'
            f' stroke-width="{_RING}"/>'
        )
    return drawn


def _circle(circle: Circle, frame: Frame, look: str) -> str:
    x, y = frame.pixel(circle.longitude, circle.latitude)
    radius = circle.metres / frame.metres_per_pixel
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {_line(look, "2 6")}/>'


def _line(look: str, dashes: str) -> str:
    ink = INKS[look]["accent"]
    return (
        f'fill="{ink}" fill-opacity="0.08" stroke="{ink}" stroke-width="3" stroke-dasharray="{dashes}"'
        f' stroke-linecap="round"'
    )
