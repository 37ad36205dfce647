"""Errors that carry the decision: RFC 9457 for machines, a sentence for people; never a stack trace.

A problem is raised where it is understood and becomes an answer in one place, the middleware.
"""

import logging
from collections.abc import Callable, Mapping
from urllib.parse import unquote_to_bytes, urlsplit

import orjson
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

logger = logging.getLogger(__name__)


#: the page that tells machines' authors what the kinds of problems are (layers/surfaces/api.py)
PAGE = "/api/problems"


class Problem(Exception):
    """An answer other than success. `detail` is a translated sentence that says what to change."""

    status = 400
    #: the fragment of the `type` of its answers
    kind = "bad-request"
    title: str | Promise = gettext_lazy("Bad request")
    #: what it is and what to do about it, for those who write programs
    meaning: str | Promise = gettext_lazy(
        "The request cannot be read. Sending it again as it is will not help."
    )
    #: of the answer, beside its type
    headers: Mapping[str, str] = {}
    #: the head of its page, and what its reader can do
    heading: str | Promise = gettext_lazy("This address could not be read")
    advice: str | Promise = gettext_lazy(
        "Perhaps there is a slip in it, or a part of it was lost when it was copied. Correct it, or open the page anew."
    )

    def __init__(self, detail: str, *, parameter: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.parameter = parameter


class BadParameter(Problem):
    """A query parameter that is unknown or cannot be understood."""

    kind = "bad-parameter"
    title: str | Promise = gettext_lazy("Bad parameter")
    meaning = gettext_lazy(
        "A parameter is unknown, is given twice or has a value that cannot be understood. “parameter” names it."
    )


class NotHere(Problem):
    """Nothing is at this address, or nothing that this viewer may see: the two are not told apart."""

    status = 404
    kind = "not-found"
    title: str | Promise = gettext_lazy("Not found")
    meaning = gettext_lazy("Nothing is at this address, or nothing that is published.")
    heading = gettext_lazy("Nothing here")
    advice = gettext_lazy(
        "It may have been withdrawn, or the address may be older than the map. Look for it by its name or street."
    )


class WrongMethod(Problem):
    """This address is read, and somebody tries to write, or the other way round."""

    status = 405
    kind = "method-not-allowed"
    title: str | Promise = gettext_lazy("Method not allowed")
    meaning = gettext_lazy("The address does not take this method. “Allow” names those that it takes.")
    heading = gettext_lazy("This is not possible")
    advice = ""

    def __init__(self, method: str, allowed: str) -> None:
        said = _("%(method)s is not possible here: this address can only be read.")
        if "GET" not in allowed:
            said = _("%(method)s is not possible here: this address only takes what is sent to it.")
        super().__init__(said % {"method": method[:20]})
        self.headers = {"Allow": allowed}


class Unavailable(Problem):
    """The database does not answer; the request may be repeated."""

    status = 503
    kind = "service-unavailable"
    title: str | Promise = gettext_lazy("Service unavailable")
    meaning = gettext_lazy("The database does not answer. The same request may be sent again in a minute.")
    heading = gettext_lazy("Out of order for a moment")
    advice = gettext_lazy("Wait a minute, then ask again. What you were sending may not have been saved.")
    headers = {"Retry-After": "60"}


class Busy(Problem):
    """As much as the server does at once is being done; the request may be repeated."""

    status = 503
    kind = "busy"
    title: str | Promise = gettext_lazy("Busy")
    meaning = gettext_lazy(
        "As many requests of this kind are being answered as may be at once. “Retry-After” says when to ask again."
    )
    heading = gettext_lazy("Many are asking just now")
    advice = gettext_lazy("Wait half a minute, then ask again. The map itself can be used in the meantime.")
    headers = {"Retry-After": "30"}


class Enough(Problem):
    """One visitor did as much of one thing as may be done in a day."""

    status = 429
    kind = "enough"
    title: str | Promise = gettext_lazy("Enough for today")
    meaning = gettext_lazy(
        "From one address as many requests of this kind came as are taken in a day. “Retry-After” says when to go on."
    )
    heading = gettext_lazy("That is enough for today")
    advice = gettext_lazy("Everything else on the map can be used in the meantime.")

    def __init__(self, detail: str, minutes: int) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(60 * minutes)}


class Forged(Problem):
    """A form that was not sent from this site's own page, or from one that is too old."""

    status = 403
    kind = "forbidden"
    title: str | Promise = gettext_lazy("Forbidden")
    meaning = gettext_lazy("A form was sent without the token of its page, or with one that is too old.")
    heading = gettext_lazy("The form was not sent")
    advice = gettext_lazy("What you wrote was not saved. Your browser has to accept this site’s cookies.")


class Denied(Problem):
    """Somebody has signed in, and has no right to this."""

    status = 403
    kind = "permission-denied"
    title: str | Promise = gettext_lazy("Permission denied")
    meaning = gettext_lazy("The account that the request came with has no right to this.")
    heading = gettext_lazy("This is not for your account")
    advice = gettext_lazy("Ask the administrator of the map for the right, or sign in with another account.")


class OurFault(Problem):
    """The code is at fault; what happened is in the log."""

    status = 500
    kind = "internal-server-error"
    title: str | Promise = gettext_lazy("Internal server error")
    meaning = gettext_lazy("The mistake is ours and is noted. The same request may be sent again later.")
    heading = gettext_lazy("Our mistake")
    advice = gettext_lazy(
        "It is not your doing. What you were sending may not have been saved; the rest of the map works."
    )


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that Django itself refuses (its handler400), such as one to a host that is not ours."""
    with translation.override(_language(request)):
        said = _("The request cannot be understood.")
        if isinstance(exception, DisallowedHost):
            said = _("The map does not answer to the name or address that this request was sent to.")
        return _in_any_case(request, Problem(said))


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request that the code failed on (Django's handler500): in words, and without the database."""
    with translation.override(_language(request)):
        said = _("Something went wrong on our side. It is noted; please try again later.")
        return _in_any_case(request, OurFault(said))


def _in_any_case(request: HttpRequest, problem: Problem) -> HttpResponse:
    try:
        return answer(request, problem)
    except Exception:  # even the page may be what fails
        logger.exception("the page of a problem fails")
        return _as_json(request, problem)


class ProblemMiddleware:
    """The outermost middleware: refuses what no view can read, and answers for every problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", ""):
            _leave_out_garbled(request)
        # What no view can read has no language either, but for the word itself.
        with translation.override(_asked_language(request)):
            flaw = _flaw(request)
            if flaw:
                return answer(request, BadParameter(flaw))
        response = self.get_response(request)
        if response.status_code == 404 and not _is_answered(response):
            # The language's own middleware is over by now.
            with translation.override(_language(request)):
                return answer(request, NotHere(_("There is nothing at this address.")))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return told(request, exception)


def told(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The answer to what a view has raised; None for a mistake of the code."""
    match exception:
        case Problem():
            return answer(request, exception)
        case Http404():
            return answer(request, NotHere(str(exception) or _("There is nothing at this address.")))
        case PermissionDenied():
            return answer(request, Denied(_("Your account has no right to this.")))
        case RequestDataTooBig() | SuspiciousOperation() | BadRequest():
            return answer(request, Problem(_("The request cannot be understood.")))
        case DataError():
            # What slipped past the checks and PostgreSQL refused (a number out of its range, say).
            logger.warning("refused by the database: %s", exception)
            return answer(request, Problem(_("A value is outside of what can be asked for.")))
        case OperationalError() | InterfaceError():
            logger.error("the database does not answer", exc_info=exception)
            return answer(
                request, Unavailable(_("The map's database does not answer. Please try again soon."))
            )
    return None


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as an answer in the form the client reads."""
    response = _as_json(request, problem) if wants_json(request) else _as_page(request, problem)
    response.is_problem = True  # type: ignore[attr-defined]
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def _as_json(request: HttpRequest, problem: Problem) -> HttpResponse:
    kind_of_it = f"{_here(request)}{PAGE}#{problem.kind}"
    body = {
        "type": kind_of_it,
        "title": str(problem.title),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.parameter:
        body["parameter"] = problem.parameter
    return HttpResponse(orjson.dumps(body), status=problem.status, content_type="application/problem+json")


def _as_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    words = {"problem": problem, "came_from": _came_from(request)}
    if isinstance(problem, OurFault):
        # Nothing is asked of what may be what fails: no session, no account, no database.
        safe = import_string(settings.PAGE_CONTEXT)(request) | {"request": request}
        return HttpResponse(render_to_string("layers/problem.html", safe | words), status=problem.status)
    return render(request, "layers/problem.html", words, status=problem.status)


def _came_from(request: HttpRequest) -> str:
    """The page of this site that led here; nothing when it was another's, or this one."""
    came = urlsplit(request.headers.get("Referer", ""))
    if not came.path or came.netloc != request.headers.get("Host") or came.path == request.path:
        return ""
    path = f"{came.path}?{came.query}" if came.query else came.path
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without its token (Django's CSRF_FAILURE_VIEW)."""
    logger.warning("a form without its token: %s", reason)
    return answer(
        request, Forged(_("The form is out of date: go back, load the page again and send it once more."))
    )


def _here(request: HttpRequest) -> str:
    """The site's address; nothing when the request names a host that is not ours: the type is relative then."""
    try:
        return request.build_absolute_uri("/")[:-1]
    except DisallowedHost:
        return ""


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)


def _asked_language(request: HttpRequest) -> str:
    words = request.META.get("QUERY_STRING", "").split("&")
    return next(
        (code for code, _name in settings.LANGUAGES if f"lang={code}" in words), settings.LANGUAGE_CODE
    )


def _is_answered(response: HttpResponse) -> bool:
    """Whether a problem's own answer is it already, and not the server's bare one for an unknown address."""
    return getattr(response, "is_problem", False)


#: letters of a query: a page shows what it can of an overlong one, as far as the server itself takes it
_LONGEST_QUERY, _LONGEST_OF_A_PAGE = 16_000, 64_000
_MOST_PARAMETERS = 500
_MACHINE_PATHS = ("/api/", "/tiles/", "/data/", "/legend/", "/suggest", "/style", "/changes", "/map.")


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine reads the answer, or a script of ours; a browser that opens a page asks for HTML."""
    return request.path.startswith(_MACHINE_PATHS) or "text/html" not in request.headers.get(
        "Accept", "text/html"
    )


def _leave_out_garbled(request: HttpRequest) -> None:
    """Take out of a page's address the words that are no text: whoever follows a broken link sees what is left of it,
    and is told (`request.left_out`)."""
    words = request.META.get("QUERY_STRING", "").split("&")
    garbled = [word for word in words if _is_garbled(word)]
    if garbled:
        request.META["QUERY_STRING"] = "&".join(word for word in words if word not in garbled)
        request.left_out = [_name_of(word) for word in garbled]  # type: ignore[attr-defined]


def _is_garbled(word: str) -> bool:
    try:
        return "\0" in unquote_to_bytes(word.encode("latin-1")).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return True


def _name_of(word: str) -> str:
    """What a garbled word of an address is called, as far as that can be read."""
    name = unquote_to_bytes(word.partition("=")[0].encode("latin-1", "replace")).decode("utf-8", "replace")
    return "".join(letter for letter in name if letter.isprintable())[:20] or "�"


def _flaw(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    longest = _LONGEST_QUERY if wants_json(request) else _LONGEST_OF_A_PAGE
    if len(query) > longest or query.count("&") > _MOST_PARAMETERS:
        return _("The address is too long.")
    try:
        request.encoding = "utf-8"
        decoded = unquote_to_bytes(query.encode("latin-1")).decode("utf-8")
        path = request.path
    except (UnicodeDecodeError, UnicodeEncodeError):
        return _("The address is not valid UTF-8.")
    if "\0" in decoded or "\0" in path:
        return _("The address contains a NUL character.")
    return ""
