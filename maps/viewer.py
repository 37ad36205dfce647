"""Who is looking: from the signed-in user's groups and rights to the audience that layers know."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from layers.fields import Audience
from layers.history import acting
from layers.viewer import PUBLIC, Viewer, ViewerRequest

#: group → audience; whoever is in none of them sees what everybody sees
AUDIENCES = {
    "inspector": Audience.STAFF,
    "auditor": Audience.STAFF,
    "moderator": Audience.STAFF,
    "analyst": Audience.STAFF,
    "registrar": Audience.REGISTRAR,
    "administrator": Audience.REGISTRAR,
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ViewerMiddleware:
    """Sets `request.viewer`, marks what depends on it as private, and names the writer for the history."""

    def __init__(self, get_response: Callable[[ViewerRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ViewerRequest) -> HttpResponse:
        request.viewer = viewer_of(request)
        if request.method in _SAFE or request.viewer.user_id is None:
            response = self.get_response(request)
        else:
            with acting(
                request.user.get_username(), "admin" if request.path.startswith("/admin/") else "site"
            ):
                response = self.get_response(request)
        # Also for an account that sees no more than everybody: a shared device keeps nothing of a session.
        if request.viewer.user_id is not None:
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request; without a session cookie nobody is asked who they are."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return PUBLIC
    user = request.user
    if not user.is_authenticated:
        return PUBLIC
    if user.is_superuser:
        return Viewer(Audience.REGISTRAR, user.pk)
    names = user.groups.values_list("name", flat=True)
    audience = max((AUDIENCES.get(name, Audience.PUBLIC) for name in names), default=Audience.PUBLIC)
    return Viewer(audience, user.pk, _works_with(user))


def _works_with(user: Any) -> tuple[str, ...]:
    """The models whose rows the user may see in the back office: those roles make them staff on the map, too."""
    rights = (right.partition(".") for right in sorted(user.get_all_permissions()))
    return tuple(
        f"{app}.{code.removeprefix('view_')}" for app, _dot, code in rights if code.startswith("view_")
    )
