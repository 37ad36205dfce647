"""A bound on downloads: a large one holds a thread of the server until its reader has the last of it.

A few readers on slow lines (or ill-meaning ones) would otherwise hold all threads, and the map with them. What is not
large is built before it is answered: then the line takes no thread, and a failure is still told in words.
"""

from collections.abc import Iterator
from itertools import chain
from threading import Lock
from weakref import WeakSet

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from layers.problems import Busy

#: Bytes. Up to this a file is answered whole.
LARGE = 4 << 20


class _Place:
    """One of the places for downloads. It is given back, or is free when nothing refers to it any more: a response
    that nobody has begun to read runs none of its code."""


_taken: WeakSet[_Place] = WeakSet()
_lock = Lock()


def download(chunks: Iterator[bytes], media_type: str) -> HttpResponseBase:
    """A file as an answer.

    Raises Busy when as many downloads run in this process as may.
    """
    place = _take()
    try:
        head = list(_beginning(chunks))
    except BaseException:
        _taken.discard(place)
        raise
    if sum(map(len, head)) > LARGE:
        return StreamingHttpResponse(_held(place, chain(head, chunks)), content_type=media_type)
    _taken.discard(place)
    return HttpResponse(b"".join(head), content_type=media_type)


def _beginning(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks until they are large."""
    size = 0
    for chunk in chunks:
        yield chunk
        size += len(chunk)
        if size > LARGE:
            return


def _take() -> _Place:
    with _lock:
        if len(_taken) >= settings.DOWNLOADS_AT_ONCE:
            raise Busy(
                _("Many files are being downloaded at this moment. Please try again in half a minute.")
            )
        place = _Place()
        _taken.add(place)
        return place


def _held(place: _Place, chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    finally:
        _taken.discard(place)
