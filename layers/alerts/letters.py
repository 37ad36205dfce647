"""What letters of alerts say: the question whether they are wanted, and the news, by layers, what is nearest first.

Written when they are sent, of what everybody may see then. No picture in them tells who has read them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from layers import events
from layers.alerts.models import Letter, Watch
from layers.events import News, Passage
from layers.layer import Layer
from layers.query import PROFILE
from layers.record import Record
from layers.registry import catalogue

#: letters of a subject; longer ones are cut by programs that show them
_LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One object, and what happened to it, the last first."""

    news: tuple[News, ...]

    @property
    def metres(self) -> float | None:
        """Metres from the place that was asked about; None where none was, or the object's own is not known."""
        return None if self.record is None else self.record.distance

    @property
    def title(self) -> str:
        return self.news[0].title

    @property
    def path(self) -> str:
        return self.news[0].path

    @property
    def record(self) -> Record | None:
        return self.news[0].record

    @property
    def where(self) -> str:
        """Its address, and how far that is; never more exact than the place is."""
        if self.record is None:
            return ""
        return " · ".join(filter(None, (self.record.address, self.record.distance_text)))


@dataclass(frozen=True, slots=True)
class Group:
    """A layer's part of a letter."""

    layer: Layer
    entries: tuple[Entry, ...]

    @property
    def sources(self) -> list[str]:
        """Who says so."""
        records = (entry.record for entry in self.entries)
        names = (one.source.name for one in records if one is not None)
        return list(dict.fromkeys(names))


def message(letter: Letter) -> EmailMultiAlternatives | None:
    """A letter as it goes out; None where there is nothing to tell any more."""
    subscription = letter.subscription
    with translation.override(subscription.language):
        words = {
            "city": settings.CITY,
            "language": subscription.language,
            "subscription": subscription,
            "site": subscription.site,
            "letter": letter,
        }
        if letter.kind == Letter.Kind.ASKING:
            return _put("asking", _("Shall we tell you what happens?"), letter, words)
        groups = groups_of(letter)
        missed = list(subscription.missed)
        if not groups and not missed:
            return None
        told = sum(len(group.entries) for group in groups)
        left_out = letter.count - letter.notices.count()
        count = left_out + len(list(_news(groups)))
        return _put(
            "news", _subject(letter, count if told else 0), letter, words | {
                "count": count,
                "groups": groups,
                "missed": missed,
                "told": told,
                "more": left_out > 0,
                "some_left": any(one.passage == Passage.LEFT for one in _news(groups)),
                "all": _list_of(letter, groups),
            },
        )  # fmt: skip


def _put(name: str, subject: str, letter: Letter, words: dict[str, object]) -> EmailMultiAlternatives:
    subscription = letter.subscription
    words["subject"] = subject
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    found = EmailMultiAlternatives(
        subject,
        render_to_string(f"alerts/{name}.txt", words),
        to=[subscription.email],
        headers={
            "Message-ID": f"<{letter.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{subscription.site}{subscription.path}stop>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    found.attach_alternative(render_to_string(f"alerts/{name}.html", words), "text/html")
    return found


def _subject(letter: Letter, count: int) -> str:
    if not count:
        subject = _("A letter may not have reached you")
    else:
        subject = ngettext("%(count)s change: %(about)s", "%(count)s changes: %(about)s", count) % {
            "count": count,
            "about": letter.subscription.title,
        }
    return " ".join(subject.split())[:_LONGEST_SUBJECT]


def groups_of(letter: Letter) -> list[Group]:
    """What a letter tells, by layers in the map's order; in each the nearest first, else the newest."""
    passages = {event: Passage(one) for event, one in letter.notices.values_list("event", "passage")}
    if not passages:
        return []
    watches = {watch.layer: watch for watch in letter.subscription.watches.order_by("pk")}
    layers = [layer for layer in catalogue if layer.slug in watches]
    groups = (_group(layer, watches[layer.slug], passages) for layer in layers)
    return [group for group in groups if group.entries]


def _group(layer: Layer, watch: Watch, passages: dict[int, Passage]) -> Group:
    seen = layer.seen_by(str(QueryDict(watch.words).get(PROFILE, "")))
    # From the middle of an area, or of a street, nobody asked how far it is.
    here = (watch.place.x, watch.place.y) if isinstance(watch.place, Point) else None
    news = events.told(seen, list(passages), here)
    entries = list(_entries(one.by(passages[one.number]) for one in news))
    entries.sort(key=lambda entry: float("inf") if entry.metres is None else entry.metres)
    return Group(seen, tuple(entries))


def _entries(news: Iterable[News]) -> Iterator[Entry]:
    by_feature = sorted(news, key=lambda one: -one.feature)
    for _feature, together in groupby(by_feature, key=lambda one: one.feature):
        yield Entry(tuple(sorted(together, key=lambda one: -one.number)))


def _news(groups: Iterable[Group]) -> Iterator[News]:
    return (one for group in groups for entry in group.entries for one in entry.news)


def _list_of(letter: Letter, groups: Iterable[Group]) -> str:
    """The address of the map's list of what has changed since the first thing that the letter tells."""
    words = QueryDict(letter.subscription.words, mutable=True)
    first = min((one.at for one in _news(groups)), default=letter.begun_at)
    words["changed"] = f"{timezone.localtime(first).date()}.."
    words["view"], words["order"] = "list", "new"
    return f"{letter.subscription.site}/?{words.urlencode(safe=',;/')}"
