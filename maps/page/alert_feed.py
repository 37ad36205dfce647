"""`/alerts.atom?…`: what happened, as a feed (RFC 4287), by the words of the map's address. Nobody has to subscribe."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils import feedgenerator, timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from layers import stamps
from layers.events import News
from layers.negotiation import revalidated
from layers.viewer import PUBLIC, ViewerRequest
from maps.page.asked import Asked, asked_of

_MOST = 100


def feed(request: ViewerRequest) -> HttpResponse:
    """What everybody may see, whoever asks: readers of feeds come without a name. Raises BadParameter."""
    asked = asked_of(request.GET)
    language = translation.get_language() or settings.LANGUAGE_CODE
    version = stamps.version(asked.layers) if asked.layers else 0
    etag = stamps.etag(
        version, PUBLIC, asked.address, asked.what, language, timezone.localdate(), request.get_host()
    )
    return revalidated(request, etag, lambda: _answer(request, asked, language))


def _answer(request: ViewerRequest, asked: Asked, language: str) -> HttpResponse:
    site = request.build_absolute_uri("/")[:-1]
    news, _count = asked.recent(_MOST)
    found = _Feed(
        title=f"{settings.CITY.name}: {asked.title}",
        link=f"{site}/?{asked.address}",
        description=_("What happened in the last 30 days"),
        language=language,
        author_name=str(settings.CITY.publisher.name),
        feed_url=request.build_absolute_uri(),
        feed_guid=_tag(request, f"alerts?{asked.address}"),
    )
    for one in news:
        found.add_item(
            title=f"{one.title}: {one.what}",
            link=site + one.path,
            # Readers of feeds take it for HTML.
            description=escape(_described(one)),
            unique_id=_tag(request, f"events/{one.number}"),
            pubdate=one.at,
            updateddate=one.at,
            categories=[str(one.layer.title)],
        )
    return HttpResponse(found.writeString("utf-8"), content_type=feedgenerator.Atom1Feed.content_type)


class _Feed(feedgenerator.Atom1Feed):
    """Django's own, whose time of the last change is that of its newest entry, and never of the request."""

    def latest_post_date(self) -> datetime:
        moments = [item["updateddate"] for item in self.items]
        return (
            max(moments)
            if moments
            else timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        )


def _described(news: News) -> str:
    parts = [str(news.layer.title)]
    if news.record is not None and news.record.address:
        parts.append(news.record.address)
    return "; ".join([*parts, *news.lines])


def _tag(request: ViewerRequest, name: str) -> str:
    """A name for ever (RFC 4151): the host, and since when it is the map's."""
    return f"tag:{request.get_host().partition(':')[0]},2026:{name}"
