"""Who is looking: the only idea of permission that layers and surfaces know."""

from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest

from layers.fields import Audience


@dataclass(frozen=True, slots=True)
class Viewer:
    """A visitor as the layers see them. `audience` decides rows and columns; `user_id` is for the history.

    `works_with` names the models (`"kiosks.kiosk"`) whose rows the visitor's role is for; None means all of them.
    """

    audience: Audience = Audience.PUBLIC
    user_id: int | None = None
    works_with: tuple[str, ...] | None = None

    @property
    def is_staff(self) -> bool:
        return self.audience >= Audience.STAFF

    @property
    def is_public(self) -> bool:
        return self.audience == Audience.PUBLIC

    def on(self, model: type[Model]) -> "Viewer":
        """Who this is before the rows of one model: whoever's work they are not sees what everybody sees."""
        if self.is_public or self.works_with is None or model._meta.label_lower in self.works_with:
            return self
        return Viewer(user_id=self.user_id)


PUBLIC = Viewer()


class ViewerRequest(HttpRequest):
    """A request as surfaces get it: somebody looks, in some language (the middleware of maps/ sees to it)."""

    viewer: Viewer
    LANGUAGE_CODE: str
