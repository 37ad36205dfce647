"""The last rescue: what an outbox could not send, saved as a file on the device and brought in by a registrar.

The file is a line of JSON for each observation and photo, and after the line of a photo its bytes. Every part of it
goes the way that it would have gone over the air, in the name of its inspector: bringing a file in twice changes
nothing.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from layers.problems import Problem
from layers.surveys import clocks, photos
from layers.surveys.message import Message
from layers.surveys.models import Fate, Photo
from layers.surveys.receiving import receive

_LONGEST_LINE = 200_000


@dataclass
class Brought:
    """What became of a file: counts, and why parts were not taken."""

    accepted: int = 0
    not_accepted: int = 0
    photos: int = 0
    said: list[str] = field(default_factory=list)


class _Broken(Exception):
    """The file is none of ours, or it ends before its end."""


def bring(file: IO[bytes], user: Any) -> Brought:
    """Take what a file holds, in the name of `user`. One photo is in memory at a time; what is broken is told, and what
    came before it is kept."""
    brought = Brought()
    try:
        for said, content in _parts(file):
            _take(said, content, user, brought)
    except _Broken as error:
        brought.said.append(str(error))
    return brought


def _parts(file: IO[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    head = _line(file)
    if head is None or head.get("kind") != "outbox" or head.get("version") != 1:
        raise _Broken(_("This is no file of the field app."))
    while (said := _line(file)) is not None:
        content = b""
        if said.get("kind") == "photo":
            size = said.get("size")
            if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= photos.LARGEST:
                raise _Broken(_("A photo in this file has no size that is taken; what follows is not read."))
            content = file.read(size)
            if len(content) < size or file.read(1) != b"\n":
                raise _Broken(_("The file ends in the middle of a photo: it was not saved as a whole."))
        yield said, content


def _line(file: IO[bytes]) -> dict[str, Any] | None:
    """The next line; None at the end. Raises _Broken."""
    line = file.readline(_LONGEST_LINE)
    if not line:
        return None
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise _Broken(_("A line of this file cannot be read; what follows is not read."))
    return said


def _take(said: dict[str, Any], content: bytes, user: Any, brought: Brought) -> None:
    try:
        if said.get("by") not in (None, user.get_username()):
            brought.not_accepted += 1
            brought.said.append(_("This was made by %s: bring it in under that name.") % said["by"])
        elif said.get("kind") == "observation":
            row = receive(UUID(said["id"]), Message.read(orjson.dumps(said["message"])), user)
            if row.fate == Fate.ACCEPTED:
                brought.accepted += 1
            else:
                brought.not_accepted += 1
                brought.said += [f"{row}: {flaw['said']}" for flaw in row.flaws]
        elif said.get("kind") == "photo":
            photo = _photo(said, content, user)
            brought.photos += photo.state == Photo.State.STORED
            brought.said += [photo.flaw] if photo.flaw else []
    except Problem as problem:
        brought.not_accepted += 1
        brought.said.append(problem.detail)
    except (KeyError, TypeError, ValueError):
        raise _Broken(_("A line of this file cannot be read; what follows is not read.")) from None


def _photo(said: dict[str, Any], content: bytes, user: Any) -> Photo:
    number = UUID(said["id"])
    photo = photos.announce(
        number,
        user,
        observation=UUID(said["observation"]),
        size=len(content),
        sha256=str(said["sha256"]),
        made_at=clocks.moment(said.get("made")),
        camera=photos.Camera.read(said.get("taken"), said.get("from")),
        about=str(said.get("about") or "").replace("\x00", ""),
    )
    while photo.state == Photo.State.RECEIVING:
        piece = content[photo.received : photo.received + photos.PIECE]
        digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        photo = photos.take(number, user, offset=photo.received, piece=piece, checksum=f"sha256 {digest}")
    return photo
