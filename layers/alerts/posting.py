"""The conversation with the mail server, cut where it can be cut: before the last byte of a letter it is surely not
taken, after the answer it surely is. In between lies one packet and the server's answer to it.

Django's own backend opens the connection (TLS, name and password); what follows is RFC 5321 step by step.
"""

import re
import smtplib
from collections.abc import Callable
from email.generator import BytesGenerator
from email.policy import compat32
from email.utils import parseaddr
from io import BytesIO
from typing import Any, Self

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
#: an address of ours is longer than a line is at first, and not every program puts folded ones together (RFC 8058)
_UNFOLDED = compat32.clone(max_line_length=998)
#: seconds that a server may take over a letter that it was given whole: giving up early leaves everybody in doubt
PATIENCE = 120
_OK, _GO_ON = 250, 354
#: the code of a server that goes away (RFC 5321, 3.8), also of one that does so without a word
_BROKEN_OFF = 421
#: from here on the server says that it will never take it
NEVER = 500


class NotNow(Exception):
    """The server cannot be spoken to, or takes letters from nobody at the moment. Nothing was taken."""


class Refused(Exception):
    """The server does not take this letter; surely it was not taken. `for_good`, if it never will; `by_address`, if for
    the reader's address."""

    def __init__(self, code: int, *, by_address: bool = False) -> None:
        super().__init__(str(code))
        self.code, self.by_address = code, by_address

    @property
    def for_good(self) -> bool:
        return self.code >= NEVER


class Unsure(Exception):
    """The letter was handed over whole, and no answer came."""


class Post:
    """One connection for many letters; made when it is needed, and again after it broke."""

    def __init__(self) -> None:
        self._backend: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        if self._backend is not None:
            self._backend.close()

    def hand_over(self, message: EmailMessage, before_last: Callable[[], None]) -> None:
        """Hand a letter over; `before_last` is called when all of it but its end was sent.

        Raises NotNow, Refused, Unsure.
        """
        self._open()
        smtp = getattr(self._backend, "connection", None)
        if not isinstance(smtp, smtplib.SMTP):
            # Letters are written to the log, where no server is named.
            before_last()
            self._backend.send_messages([message])
            return
        try:
            self._begin(smtp, message)
            # The line's end before the dot is sent, too: what is left is three bytes.
            smtp.send(_stuffed(message))
        except (OSError, smtplib.SMTPException) as problem:
            # It may be this letter that the server breaks off at: it alone is put off.
            self._drop()
            raise Refused(_BROKEN_OFF) from problem
        try:
            before_last()
        except BaseException:
            self._drop()
            raise
        self._finish(smtp)

    def _begin(self, smtp: smtplib.SMTP, message: EmailMessage) -> None:
        """All up to where the letter itself is wanted. Raises Refused, NotNow."""
        smtp.ehlo_or_helo_if_needed()
        sender = parseaddr(sanitize_address(message.from_email, "utf-8"))[1]
        reader = parseaddr(sanitize_address(message.to[0], "utf-8"))[1]
        code, _words = smtp.mail(sender)
        if code != _OK:
            # It concerns everybody: the sender, or the server as a whole.
            self._drop()
            raise NotNow(str(code))
        code, _words = smtp.rcpt(reader)
        if code not in (_OK, _OK + 1):
            smtp.rset()
            raise Refused(code, by_address=True)
        code, _words = smtp.docmd("DATA")
        if code != _GO_ON:
            smtp.rset()
            raise Refused(code)

    def _finish(self, smtp: smtplib.SMTP) -> None:
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(PATIENCE)
            smtp.send(b".\r\n")
            code, _words = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(settings.EMAIL_TIMEOUT)
        except (OSError, smtplib.SMTPException) as problem:
            self._drop()
            raise Unsure(type(problem).__name__) from problem
        if code != _OK:
            raise Refused(code)

    def _open(self) -> None:
        if self._backend is not None:
            return
        backend = mail.get_connection()
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as problem:
            raise NotNow(type(problem).__name__) from problem
        self._backend = backend

    def _drop(self) -> None:
        """Break the connection off: a letter that was begun has no end, and is not taken."""
        backend, self._backend = self._backend, None
        if backend is not None and backend.connection is not None:
            backend.connection.close()


def _stuffed(message: EmailMessage) -> bytes:
    """The letter as it goes over the line, all but the dot that ends it (RFC 5321, 4.5.2)."""
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_UNFOLDED).flatten(message.message(), linesep="\r\n")
    raw = written.getvalue()
    return _LEADING_DOT.sub(b"..", raw if raw.endswith(b"\r\n") else raw + b"\r\n")
