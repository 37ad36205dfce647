"""Asks ProZorro over HTTP, and does not take no for an answer too soon: what a server does wrong for a while (429,
5xx, silence, half of a body, a connection that breaks) is tried again, later and later, with jitter, or as
`Retry-After` says.

What comes is bounded: in bytes, packed and unpacked, and in seconds. Nothing leads anywhere else: redirects are
refused, and only offsets are taken from an answer, never addresses.
"""

import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from queue import Empty, Queue
from threading import Thread
from typing import Any, TypeVar

import requests
from urllib3 import exceptions
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

from layers.civic.tenders.documents import Poisoned, parse
from layers.civic.tenders.models import Reason

#: bytes of one answer, unpacked: ten thousand items with all that belongs to them
MOST_BYTES = 32 * 1024 * 1024
_CHUNK = 64 * 1024
#: what says «later»; 412 wants the same request with the cookies that came with it
_LATER = frozenset({408, 412, 425, 429, 500, 502, 503, 504})
#: so often an answer may trickle: the others of a page wait for it
_MOST_SLOW = 2
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})

Answer = TypeVar("Answer")


class Unanswered(Exception):
    """The server gave no answer that can be used, however often it was asked. A sentence."""


class Gone(Exception):
    """There is no such thing (404), or not any more (`for_good`, 410), says the API itself."""

    def __init__(self, url: str, *, for_good: bool = False) -> None:
        super().__init__(url)
        self.for_good = for_good


class _Again(Exception):
    """This answer is none; another attempt may bring one. `after`: seconds that the server asks for."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class _TooSlow(_Again):
    """An answer that came byte by byte: each attempt costs all the time that there is for one."""


@dataclass(frozen=True)
class Pace:
    """How patiently is asked. All in seconds but `tries`."""

    tries: int = 6
    #: before the second attempt; doubled before each further one
    first: float = 1.0
    longest: float = 60.0
    #: the longest time that a server's own `Retry-After` is obeyed for
    obeyed: float = 300.0
    #: until a connection that keeps silent is given up
    silence: float = 30.0
    #: until an answer that trickles is given up
    whole: float = 180.0

    def pause(self, attempt: int, asked: float | None) -> float:
        """Before the attempt after `attempt` (1, 2, …): as the server asks, else doubled each time, with jitter."""
        if asked is not None:
            return min(asked, self.obeyed)
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1)  # noqa: S311  jitter


class Client:
    """One conversation with one API (`https://…/api/2.5`), with its cookies."""

    def __init__(
        self,
        source: str,
        agent: str,
        pace: Pace | None = None,
        on_retry: Callable[[str], None] = lambda why: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`agent` says who asks; `on_retry` is told why something is asked once more."""
        self.source, self.pace = source.rstrip("/"), pace or Pace()
        self._on_retry, self._sleep = on_retry, sleep
        self._agent = agent
        self._session = self._new_session()

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        session.headers.update(
            {"User-Agent": self._agent, "Accept": "application/json", "Accept-Encoding": "gzip"}
        )
        return session

    def close(self) -> None:
        self._session.close()

    def get(
        self,
        path: str,
        words: Mapping[str, str] | None = None,
        understood: Callable[[Any], Answer] = lambda answer: answer,
        tries: int | None = None,
    ) -> Answer:
        """The JSON at a path below the source, as `understood`, which raises ValueError for what it cannot be.

        Raises Unanswered, Gone, and Poisoned for what never becomes a proper answer.
        """
        seen: bytes | None = None
        why, slow = "", 0
        most = tries or self.pace.tries
        for attempt in range(1, most + 1):
            after = None
            try:
                body = self._body(path, words or {})
            except _Again as again:
                why, after = str(again), again.after
                slow += isinstance(again, _TooSlow)
                if slow == _MOST_SLOW:
                    most = attempt
                    break
            else:
                try:
                    return understood(parse(body))
                except ValueError as flaw:
                    # The same wrong words twice are no accident of the way; a page for people («maintenance») is one.
                    if body == seen and not body.lstrip().startswith(b"<"):
                        raise Poisoned(Reason.IMPROPER, str(flaw)) from flaw
                    why, seen = f"half of an answer, or none ({flaw})", body
            if attempt < most:
                self._on_retry(why)
                self._sleep(self.pace.pause(attempt, after))
        raise Unanswered(f"{self.source}/{path}: {why}; given up after {most} attempts")

    def _body(self, path: str, words: Mapping[str, str]) -> bytes:
        """One answer. A server that sends byte after byte, of headers too, is given up once its time is over: it is
        asked in a thread of its own, which is left alone then."""
        answers: Queue[bytes | Exception] = Queue(1)
        session = self._session

        def ask() -> None:
            try:
                answers.put(self._read(session, path, words))
            except Exception as flaw:  # noqa: BLE001  it is raised where it is waited for
                answers.put(flaw)

        Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self.pace.silence + self.pace.whole)
        except Empty:
            # A session is of one thread, and that one may still read.
            self._session = self._new_session()
            raise _TooSlow(f"the answer was not here after {self.pace.whole:.0f} s") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _read(self, session: requests.Session, path: str, words: Mapping[str, str]) -> bytes:
        try:
            with session.get(
                f"{self.source}/{path}",
                params=words,
                timeout=self.pace.silence,
                allow_redirects=False,
                stream=True,
            ) as response:
                self._refuse(response)
                return b"".join(self._unpacked(response))
        except (requests.RequestException, HTTPError, OSError, zlib.error) as flaw:
            if "CERTIFICATE_VERIFY_FAILED" in str(flaw):
                raise Unanswered(f"{self.source}: its certificate is not trusted") from flaw
            raise _Again(self._in_words(flaw)) from flaw

    def _in_words(self, flaw: Exception) -> str:
        """A sentence of ours (telling.py has its Ukrainian) for what the libraries of the connection say."""
        if isinstance(flaw, requests.Timeout | exceptions.TimeoutError):
            return f"the server was silent for {self.pace.silence:.0f} s"
        why = getattr(flaw.args[0] if flaw.args else None, "reason", None)
        if isinstance(why, NameResolutionError):
            return "there is no server of this name"
        if isinstance(why, NewConnectionError):
            return "nobody answers at this address"
        return "half of a packed answer" if isinstance(flaw, zlib.error) else "the connection broke off"

    def _refuse(self, response: requests.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        if status in _GONE:
            if "html" in response.headers.get("Content-Type", ""):
                raise _Again(f"a page for people says {status}")
            raise Gone(response.url, for_good=status == HTTPStatus.GONE)
        if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _Again(f"the server says {status}", _asked(response.headers.get("Retry-After", "")))
        if response.is_redirect:
            raise Unanswered(f"{response.url} leads elsewhere ({status}), which is not followed")
        raise Unanswered(f"{response.url} is refused by the server ({status})")

    def _unpacked(self, response: requests.Response) -> Iterator[bytes]:
        """The body in pieces, never more of it than is wanted. Raises Poisoned for too much, _Again for too slow."""
        until, size = time.monotonic() + self.pace.whole, 0
        packed = zlib.decompressobj(wbits=31) if _is_packed(response) else None
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            piece = packed.decompress(chunk, MOST_BYTES - size + 1) if packed else chunk
            size += len(piece)
            if size > MOST_BYTES:
                raise Poisoned(Reason.TOO_LONG, f"> {MOST_BYTES // 1024**2} MB")
            if time.monotonic() > until:
                raise _TooSlow(f"the answer was not here after {self.pace.whole:.0f} s")
            yield piece
        if packed and not packed.eof:
            raise _Again("half of a packed answer")


def _is_packed(response: requests.Response) -> bool:
    """RFC 9110: «x-gzip» is another name of gzip, and names are in any letters."""
    return response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip")


def _asked(header: str) -> float | None:
    """Seconds that `Retry-After` asks for, in seconds or as a date; None for what says neither."""
    if header.strip().isascii() and header.strip().isdecimal():
        return float(header.strip()[:9])
    try:
        at = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
