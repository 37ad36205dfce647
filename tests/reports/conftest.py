"""A photo that a camera wrote its place into, a mail server that really listens, and the worker."""

import io
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import ExifTags, Image

from layers.civic.reports.models import ReportPhoto
from tests.samples import HERE


def photo(at: tuple[float, float] | None = None, name: str = "a.jpg") -> SimpleUploadedFile:
    stream = io.BytesIO()
    exif = Image.Exif()
    if at:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (at[1], 0.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (at[0], 0.0, 0.0),
        }
    Image.effect_noise((640, 480), 60).convert("RGB").save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/jpeg")


@pytest.fixture(autouse=True)
def media(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Photos of a test are kept beside it."""
    for name in ("picture", "small", "shown", "shown_small"):
        monkeypatch.setattr(ReportPhoto._meta.get_field(name), "storage", FileSystemStorage(tmp_path))
    settings.DEMONSTRATION = True
    return tmp_path


def begun(client: Client, at: tuple[float, float] | None = HERE, **words: Any) -> str:
    """The address of a draft with one photo."""
    answer = client.post("/report", {"photos": [photo(at)], **words})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def sent(client: Client, **words: Any) -> str:
    """The address of the state of a report that was sent."""
    draft = begun(client).partition("?")[0]
    answer = client.post(f"{draft}/words", {"category": "kiosk", "said": "Стоїть без дозволу"} | words)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


@dataclass
class MailServer:
    """A small SMTP server (RFC 5321): what it was given, and whether it takes anything at the moment."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    #: the answer to a recipient or to the whole connection
    greeting: bytes = b"220 ready\r\n"
    recipient: bytes = b"250 ok\r\n"

    @property
    def letters(self) -> list[EmailMessage]:
        return [letter for _to, letter in self.taken]


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: MailServer = self.server.mail  # type: ignore[attr-defined]
        self.wfile.write(server.greeting)
        if not server.greeting.startswith(b"2"):
            return
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                server.taken.append((to, self._letter()))
                self.wfile.write(b"250 taken\r\n")
            elif verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                self.wfile.write(server.recipient)
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        found = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """The map's mail goes over a socket to a server that speaks SMTP."""
    server = MailServer()
    with _Listening(("127.0.0.1", 0), _Conversation) as listening:
        listening.mail = server  # type: ignore[attr-defined]
        server.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
        listening.shutdown()


@pytest.fixture
def work() -> Callable[[], None]:
    """The worker does what waits."""
    return lambda: call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
