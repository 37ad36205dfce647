"""A real server of ProZorro's API 2.5, with the faults that such servers have: for tests and for `./dev bench-tenders`.

Its feed is ordered by when a change became public; offsets are opaque and checked; a tender that changes leaves its old
place in the feed for a new one. A fault is put before an answer, once, or for good.
"""

import gzip
import hashlib
import json
import socket
import struct
import threading
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answering = BaseHTTPRequestHandler
#: what happens in the place of an answer; true where the answer is sent all the same
Fault = Callable[[Answering, bytes], bool]

BEGAN = datetime(2026, 1, 1, 9, tzinfo=UTC)
CITY_CODE, OTHER_CODE = "04052784", "00131305"


def identifier(number: int) -> str:
    return hashlib.md5(str(number).encode()).hexdigest()


def at(minutes: float) -> str:
    return (BEGAN + timedelta(minutes=minutes)).isoformat()


def buyer(code: str = CITY_CODE, **address: Any) -> dict[str, Any]:
    """A body of the city, or of somewhere else."""
    return {
        "name": "Управління житлово-комунального господарства",
        "kind": "general",
        "identifier": {"scheme": "UA-EDR", "id": code, "legalName": "Управління ЖКГ"},
        "address": {
            "countryName": "Україна",
            "region": "Донецька область",
            "locality": "м. Краматорськ",
            "streetAddress": "пл. Миру, 2",
            **address,
        },
        "contactPoint": {"name": "Контактна особа", "telephone": "+380000000000"},
    }


def tender(number: int, *, minutes: float | None = None, **members: Any) -> dict[str, Any]:
    """A whole document in the true shape."""
    return {
        "id": identifier(number),
        "tenderID": f"UA-2026-01-01-{number:06d}-a",
        "title": f"Капітальний ремонт тротуару по вул. Шевченка, {number}",
        "description": "Ремонт за кошти бюджету.",
        "status": "active.tendering",
        "dateCreated": at(0),
        "dateModified": at(number if minutes is None else minutes),
        "procurementMethod": "open",
        "procurementMethodType": "aboveThreshold",
        "mainProcurementCategory": "works",
        "procuringEntity": buyer(),
        "value": {"amount": 1250000.55, "currency": "UAH", "valueAddedTaxIncluded": True},
        "tenderPeriod": {"startDate": at(0), "endDate": at(30 * 24 * 60)},
        "items": [
            {
                "id": identifier(number + 1),
                "description": "Ремонт тротуару",
                "classification": {
                    "scheme": "ДК021",
                    "id": "45233000-9",
                    "description": "Будівництво, влаштування фундаменту та покриття шосе, доріг",
                },
                "quantity": 1.0,
                "unit": {"code": "E48", "name": "послуга"},
                "deliveryDate": {"endDate": "2026-12-31T00:00:00+02:00"},
                "deliveryAddress": {
                    "countryName": "Україна",
                    "region": "Донецька область",
                    "locality": "м. Слов’янськ",
                    "streetAddress": f"вул. Шевченка, {number}",
                },
            }
        ],
        "plans": [{"id": identifier(number + 2)}],
        **members,
    }


# -- Faults ----------------------------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Fault:
    """Another status, with an answer that says so."""

    def answer(request: Answering, _body: bytes) -> bool:
        _send(request, b'{"status": "error"}', code, **headers)
        return False

    return answer


def silence(seconds: float) -> Fault:
    """The answer comes late."""

    def answer(_request: Answering, _body: bytes) -> bool:
        time.sleep(seconds)
        return True

    return answer


def half(request: Answering, body: bytes) -> bool:
    """As many bytes are announced as there are, and half of them sent."""
    _send(request, body[: len(body) // 2], length=len(body))
    request.close_connection = True
    return False


def half_unannounced(request: Answering, body: bytes) -> bool:
    """Half of the bytes, and nothing that says that there are more."""
    _send(request, body[: len(body) // 2])
    return False


def reset(request: Answering, _body: bytes) -> bool:
    """The connection breaks."""
    request.wfile.flush()
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()
    request.close_connection = True
    return False


def trickle(request: Answering, body: bytes) -> bool:
    """One byte after the other, each soon enough for nobody to call it silence."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    for byte in body:
        request.wfile.write(bytes([byte]))
        request.wfile.flush()
        time.sleep(0.05)
    return False


def dripping(request: Answering, _body: bytes) -> bool:
    """A header that comes byte by byte, each in time, and never ends."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with suppress(OSError):
        for _second in range(200):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.05)
    request.close_connection = True
    return False


def said(body: bytes, **headers: str) -> Fault:
    """Something else altogether."""

    def answer(request: Answering, _body: bytes) -> bool:
        _send(request, body, **headers)
        return False

    return answer


def packed_bomb(megabytes: int) -> Fault:
    """A small answer that unpacks to a large one."""
    body = gzip.compress(b" " * (megabytes * 1024 * 1024))
    return said(body, Content_Encoding="gzip")


def _send(
    request: Answering, body: bytes, code: int = 200, *, length: int | None = None, **headers: str
) -> None:
    request.send_response(code)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body) if length is None else length))
    request.end_headers()
    request.wfile.write(body)


# -- The server ------------------------------------------------------------------------------------------------------


class Feed(ThreadingHTTPServer):
    """The feed and its documents. `url` is what `--source` wants."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/api/2.5"
        #: the documents by identifier; what stands here is answered as it is
        self.documents: dict[str, Any] = {}
        #: (place in the feed, entry), in order
        self.entries: list[tuple[int, dict[str, Any]]] = []
        #: what stands before the answers of the feed ("feed"), or of a document by its identifier
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        #: … and never goes away
        self.always: dict[str, Fault] = {}
        #: changes what the feed answers
        self.bend: Callable[[dict[str, str], dict[str, Any]], dict[str, Any]] = lambda _asked, page: page
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self._last = 0

    def put(self, document: dict[str, Any], config: dict[str, Any] | None = None, **entry: Any) -> None:
        """Publish a tender, new or changed: its entry is the last of the feed from now on."""
        if document["id"] in self.documents:
            self.entries = [(place, old) for place, old in self.entries if old["id"] != document["id"]]
        self.documents[document["id"]] = {"data": document, "config": config or {}}
        told = ("id", "dateModified", "status", "tenderID", "procurementMethodType", "procuringEntity")
        self.announce({name: document[name] for name in told if name in document} | entry)

    def announce(self, entry: dict[str, Any]) -> None:
        """Put an entry at the end of the feed, whatever it says."""
        self._last += 1
        self.entries.append((self._last, entry))

    def fault(self, where: str, *faults: Fault) -> None:
        self.faults[where].extend(faults)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Readers that are killed close their connections."""

    def page(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """What the feed answers; None for an offset that it does not know."""
        limit, down = int(asked.get("limit", "100")), "descending" in asked
        places = [place for place, _entry in self.entries]
        place = _place_of(asked["offset"]) if "offset" in asked else (self._last + 1 if down else 0)
        if place is None:
            return None
        if down:
            end = bisect_left(places, place)
            found = self.entries[max(0, end - limit) : end][::-1]
        else:
            start = bisect_right(places, place)
            found = self.entries[start : start + limit]
        last = found[-1][0] if found else place
        first = found[0][0] if found else place
        answer = {"data": [entry for _place, entry in found], "next_page": {"offset": offset_of(last)}}
        if down or "offset" in asked:
            answer["prev_page"] = {"offset": offset_of(first)}
        return answer


def offset_of(place: int) -> str:
    return f"{1767225600 + place}.{place}.{hashlib.md5(str(place).encode()).hexdigest()}"


def _place_of(offset: str) -> int | None:
    parts = offset.split(".")
    return int(parts[1]) if len(parts) == 3 and offset == offset_of(int(parts[1])) else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    #: headers and body leave together, and at once
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Feed

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(url.query).items()}
        name = url.path.removeprefix("/api/2.5/tenders").strip("/") or "feed"
        self.server.asked[name] += 1
        self.server.headers.append(dict(self.headers))
        found = self._feed(asked) if name == "feed" else self.server.documents.get(name)
        body = found if isinstance(found, bytes) else json.dumps(found, ensure_ascii=False).encode()
        fault = self.server.always.get(name) or self.server.always.get("*")
        waiting = self.server.faults[name]
        if waiting:
            fault = waiting.popleft()
        if fault and not fault(self, body):
            return
        if found is None:
            _send(self, b'{"status": "error"}', 404)
        elif "gzip" in self.headers.get("Accept-Encoding", ""):
            _send(self, gzip.compress(body, 1), Content_Encoding="gzip")
        else:
            _send(self, body)

    def _feed(self, asked: dict[str, str]) -> dict[str, Any] | None:
        page = self.server.page(asked)
        return None if page is None else self.server.bend(asked, page)

    def log_message(self, *args: Any) -> None:
        """Nobody reads it."""


@contextmanager
def serving() -> Iterator[Feed]:
    """A feed that answers as long as one is inside."""
    feed = Feed()
    thread = threading.Thread(target=feed.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        feed.shutdown()
        feed.server_close()
        thread.join()
