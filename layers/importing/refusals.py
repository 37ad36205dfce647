"""What an import says no to, and why. Either a row, and the rest goes on; or the whole file, and nothing changes."""


class FileRefused(Exception):
    """The file as a whole cannot be taken. The message is a sentence for its sender."""


class RowRefused(Exception):
    """One row cannot be taken. `value` is what was wrong, shortened."""

    def __init__(self, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = str(value)[:300]
