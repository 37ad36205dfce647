"""The city's versions of the rules of petitions: the file `petitions.toml` beside `city.toml`.

A community without such a file has rules that nobody has told the map: then no threshold and no deadline is shown.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from layers.civic.petitions.rules import PetitionRules, read_versions


@cache
def versions(path: Path | None = None) -> tuple[PetitionRules, ...]:
    """The versions, the oldest first. Raises KeyError, TypeError or ValueError for a file that is not whole."""
    file = path or settings.PETITION_RULES
    return read_versions(file.read_text(encoding="utf-8")) if file.is_file() else ()
