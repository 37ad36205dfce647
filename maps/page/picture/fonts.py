"""The page's own font for what reads TrueType only: one file for each weight, unpacked once from what npm installed.

The page has one file for each script; resvg and Pango would take what is not in one of them from any other font.
"""

from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from django.conf import settings
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Source Sans 3 Variable"
_FOLDER = settings.BASE_DIR / "node_modules/@fontsource-variable/source-sans-3/files"
_SCRIPTS = ("cyrillic", "latin")
_WEIGHTS = (400, 600)


@lru_cache(maxsize=1)
def fonts() -> dict[int, Path]:
    """Files by weight; none where the page's own files are not installed."""
    sources = [_FOLDER / f"source-sans-3-{script}-wght-normal.woff2" for script in _SCRIPTS]
    if not all(source.exists() for source in sources):
        return {}
    return {weight: _unpacked(sources, weight) for weight in _WEIGHTS}


def _unpacked(sources: list[Path], weight: int) -> Path:
    target: Path = settings.LOCAL_DIR / "fonts" / f"source-sans-3-{weight}.ttf"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as folder:
            parts = [_of_one_weight(source, weight, Path(folder)) for source in sources]
            whole = Merger().merge([str(part) for part in parts])
        # Written whole, then named: another process may be reading.
        with NamedTemporaryFile(dir=target.parent, delete=False) as half:
            whole.save(half)
        Path(half.name).replace(target)
    return target


def _of_one_weight(source: Path, weight: int, folder: Path) -> Path:
    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    font["OS/2"].usWeightClass = weight
    for number in (1, 16):
        font["name"].setName(FAMILY, number, 3, 1, 0x409)
    font.flavor = None
    part = folder / f"{source.stem}.ttf"
    font.save(part)
    return part
