"""Static files are named by their content, so that a browser keeps them for ever and never shows a stale one."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage

_NAMED = re.compile(r"\.[0-9a-f]{12}\.")
#: what packages bring along and no page asks for
_NOT_SERVED = (".map", ".md", ".ts")


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Renames what scripts import and styles refer to, too. A file that is not collected keeps its own name."""

    support_js_module_import_aggregation = True
    manifest_strict = False
    #: one for each step from a page's script to the deepest that it imports
    max_post_process_passes = 10

    def stored_name(self, name: str) -> str:
        found: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return found

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only what pages ask for, and once: compressing takes longer than all the rest."""
        yield from super().compress_files([path for path in paths if self._is_wanting(path)])

    def _is_wanting(self, path: str) -> bool:
        if not _NAMED.search(path) or path.endswith(_NOT_SERVED):
            return False
        return not Path(f"{self.path(path)}.gz").exists()
