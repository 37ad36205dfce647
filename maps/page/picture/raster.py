"""SVG to PNG by resvg, in the product's own font."""

import resvg_py

from maps.page.picture.fonts import FAMILY, fonts

#: pixels of the file for each of the picture
_DENSITY = 2


def png(svg: str) -> bytes:
    """The picture, twice as fine."""
    files = [str(file) for file in fonts().values()]
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_DENSITY,
        font_files=files,
        font_family=FAMILY,
        skip_system_fonts=bool(files),
    )
