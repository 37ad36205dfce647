"""Static files are named by their content, so that a browser keeps them for ever and never shows a stale one."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Renames what scripts import and styles refer to, too. A file that is not collected keeps its own name."""

    support_js_module_import_aggregation = True
    manifest_strict = False
    #: one for each step from a page's script to the deepest that it imports
    max_post_process_passes = 10

    def stored_name(self, name: str) -> str:
        found: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return found
