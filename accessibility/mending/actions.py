"""The list of what to mend first, written down: by rule, and only what changed."""

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accessibility.mending.found import Thing, things
from accessibility.mending.rules import FIRST, SOON, Weighed, ranked
from accessibility.models import Mending, Remedy
from accessibility.vocabulary import Profile, Urgency
from layers.columns import SEVERAL
from layers.derived import write
from layers.history import acting
from layers.publication import Publication

#: what the rows say as their source
SOURCE = "rule"


@transaction.atomic
def list_what_to_mend() -> dict[str, int]:
    """Write today's list. Returns how many rows were `entered`, `changed` and `removed`."""
    # Everybody reads it: in the language of the city, whoever caused it to be written.
    with acting(via="rule"), translation.override(settings.LANGUAGE_CODE):
        found = things()
        order = ranked(thing.weighed(key) for key, thing in found.items())
        remedies = {remedy.subject_path: remedy for remedy in Remedy.objects.all()}
        rows = {
            one.key: _row(place, one, found[one.key], remedies.get(found[one.key].path))
            for place, one in enumerate(order, 1)
        }
        return write(Mending, SOURCE, rows)


def _row(place: int, one: Weighed, thing: Thing, remedy: Remedy | None) -> Mending:
    return Mending(
        source=SOURCE,
        external_id=one.key,
        publication=Publication.PUBLIC,
        geom=thing.place,
        place_in_list=place,
        urgency=_urgency(place),
        subject=thing.subject,
        title=thing.title()[:360],
        todo=thing.todo(),
        **_in_english(thing),
        subject_path=thing.path,
        for_whom=SEVERAL.join(profile for profile in Profile if profile in thing.persons),
        persons=one.persons,
        near=one.near,
        uses=one.uses,
        affected=one.affected,
        effort=one.effort,
        points=one.points,
        score=one.score,
        street=thing.street[:300],
        remedy_name=remedy.name if remedy else "",
        remedy_path=remedy.path if remedy else "",
    )


def _in_english(thing: Thing) -> dict[str, str]:
    with translation.override("en"):
        return {"title_en": thing.title()[:360], "todo_en": thing.todo()}


def _urgency(place: int) -> Urgency:
    if place <= FIRST:
        return Urgency.FIRST
    return Urgency.SOON if place <= SOON else Urgency.LATER
