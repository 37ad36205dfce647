"""SVG to PNG by resvg, in the product's own font, which resvg reads as TrueType only: it is unpacked once."""

from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import resvg_py
from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_FOLDER = settings.BASE_DIR / "node_modules/@fontsource-variable/source-sans-3/files"
_SUBSETS = ("cyrillic", "latin")
_FAMILY = "Source Sans 3 Variable"
_WEIGHTS = (500, 650)
#: pixels of the file for each of the picture
_DENSITY = 2


def png(svg: str) -> bytes:
    """The picture, twice as fine."""
    fonts = [str(font) for font in _fonts()]
    # With others beside it, resvg would take what a subset does not have from any of them.
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_DENSITY,
        font_files=fonts,
        font_family=_FAMILY,
        skip_system_fonts=bool(fonts),
    )


@lru_cache(maxsize=1)
def _fonts() -> list[Path]:
    """The font's files as TrueType, weight by weight; none where the page's own files are not installed."""
    sources = [_FOLDER / f"source-sans-3-{subset}-wght-normal.woff2" for subset in _SUBSETS]
    return [_unpacked(source, weight) for source in sources if source.exists() for weight in _WEIGHTS]


def _unpacked(source: Path, weight: int) -> Path:
    target = settings.LOCAL_DIR / "fonts" / f"{source.stem}-{weight}.ttf"
    if not target.exists():
        font = instantiateVariableFont(TTFont(source), {"wght": weight})
        font["OS/2"].usWeightClass = weight
        for number in (1, 16):
            font["name"].setName(_FAMILY, number, 3, 1, 0x409)
        font.flavor = None
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written whole, then named: another process may be reading.
        with NamedTemporaryFile(dir=target.parent, suffix=".ttf", delete=False) as half:
            font.save(half)
        Path(half.name).replace(target)
    return target
