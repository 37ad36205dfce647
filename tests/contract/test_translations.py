"""Law: every word of the interface is said in Ukrainian."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path("maps/locale/uk/LC_MESSAGES/django.po")


def test_every_word_has_its_ukrainian(tmp_path: Path) -> None:
    for name in ("maps", "layers", "kiosks", "accessibility", "fixtures"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "-l",
        "uk",
        "--no-location",
        "--no-obsolete",
        "-v0",
    ]
    subprocess.run(command, cwd=tmp_path, check=True)
    entries = (tmp_path / CATALOGUE).read_text(encoding="utf-8").split("\n\n")[1:]
    wanting = [entry for entry in entries if _is_wanting(entry)]
    assert not wanting, "\n\n".join(wanting)


def _is_wanting(entry: str) -> bool:
    # A long text begins on the next line.
    is_empty = bool(re.search(r'^msgstr(\[0\])? ""$(?!\n")', entry.rstrip(), re.MULTILINE))
    return "fuzzy" in entry or is_empty
