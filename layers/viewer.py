"""Who is looking: the only idea of permission that layers and surfaces know."""

from dataclasses import dataclass

from django.http import HttpRequest

from layers.fields import Audience


@dataclass(frozen=True, slots=True)
class Viewer:
    """A visitor as the layers see them. `audience` decides rows and columns; `user_id` is for the history."""

    audience: Audience = Audience.PUBLIC
    user_id: int | None = None

    @property
    def is_staff(self) -> bool:
        return self.audience >= Audience.STAFF

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC


PUBLIC = Viewer()


class ViewerRequest(HttpRequest):
    """A request as surfaces get it: somebody looks, in some language (the middleware of maps/ sees to it)."""

    viewer: Viewer
    LANGUAGE_CODE: str
