"""Who wants to be told of what, what they were told, and how that went.

A subscription is words of the map's address. Addresses for letters are personal: they stand in one column, without a
history, and are erased when they are not needed.
"""

from uuid import uuid4

from django.contrib.gis.db import models
from django.core.signing import BadSignature, Signer
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.events import Passage

_signer = Signer(sep=".", salt="alerts")


class Subscription(models.Model):
    """Words of the address that somebody wants to be told about."""

    class State(models.TextChoices):
        ASKED = "asked", _("not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    class Pace(models.TextChoices):
        DAILY = "daily", _("once a day, in the morning")
        AT_ONCE = "at_once", _("at once")

    class Why(models.TextChoices):
        """Why it ended."""

        BY_READER = "reader", _("by whoever got the letters")
        BY_OFFICE = "office", _("by the back office")
        UNREACHABLE = "unreachable", _("the mail server does not take the address")
        UNCONFIRMED = "unconfirmed", _("nobody confirmed it")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    #: empty once it has ended
    email = models.EmailField(_("address for letters"), blank=True, default="")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ASKED)
    why = models.CharField(_("why it ended"), max_length=11, choices=Why, blank=True, default="")
    pace = models.CharField(_("how often"), max_length=7, choices=Pace, default=Pace.DAILY)
    #: only what is new, gone or in another state; else every change
    states_only = models.BooleanField(_("only what is new, gone or in another state"), default=True)
    #: of the map's address, without the question mark
    words = models.CharField(_("words of the address"), max_length=8000)
    #: the same in the reader's language
    title = models.CharField(_("about"), max_length=500)
    language = models.CharField(_("language"), max_length=10)
    #: the site as its visitor called it
    site = models.CharField(max_length=200)
    made_at = models.DateTimeField(_("asked for"), db_default=Now(), editable=False)
    #: what happened before is not told
    since = models.DateTimeField(_("told since"), null=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    #: letters in a row that the mail server refused this address for good
    refusals = models.PositiveSmallIntegerField(_("refused letters in a row"), default=0)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        permissions = [("see_address_subscription", _("Can read the addresses of subscriptions"))]
        indexes = [
            models.Index(fields=["email"], name="alerts_of_address"),
            models.Index(fields=["state", "made_at"], name="alerts_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def token(self) -> str:
        """What stands in the addresses of its letters. It is signed and nowhere kept: who reads the database alone has
        none."""
        return _signer.sign(self.id.hex)

    @property
    def path(self) -> str:
        """The page on which it is changed and ended."""
        return f"/alerts/{self.token}/"

    @property
    def missed(self) -> "models.QuerySet[Letter]":
        """The letters of which nobody knows that they arrived, and of which the reader was not told yet."""
        lost = [Letter.State.UNSURE, Letter.State.FAILED]
        return Letter.objects.filter(
            subscription=self, kind=Letter.Kind.NEWS, state__in=lost, told_in=None
        ).order_by("settled_at")

    @classmethod
    def of(cls, token: str) -> "Subscription | None":
        """The subscription of a token; None where there is none (any more)."""
        try:
            return cls.objects.filter(pk=_signer.unsign(token)).first()
        except BadSignature:
            return None


class Watch(models.Model):
    """A subscription's part on one layer: what of it is compared with the log by index (matching.py)."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="watches")
    layer = models.CharField(max_length=60)
    #: the filters, as words of the layer's own address; many watches have the same ones, or none
    words = models.CharField(max_length=8000, blank=True)
    #: whom the layer is judged for, and the column of that judgement
    style = models.CharField(max_length=60, blank=True)
    #: one object; else all
    feature_id = models.BigIntegerField(null=True)
    #: the place that it is about, the metres round it (none: what touches its inside), and the box of both
    place = models.GeometryField(srid=4326, null=True, spatial_index=False)
    metres = models.FloatField(null=True)
    reach = models.GeometryField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["layer", "feature_id"], name="alerts_watch_object"),
            models.Index(fields=["layer", "words"], name="alerts_watch_words"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}?{self.words}"


class Letter(models.Model):
    """One letter to one subscriber: it gathers events, and is then handed to the mail server, once."""

    class Kind(models.TextChoices):
        ASKING = "asking", _("asks whether letters are wanted")
        NEWS = "news", _("tells what happened")

    class State(models.TextChoices):
        GATHERING = "gathering", _("gathers events")
        WAITING = "waiting", _("waits to be sent")
        #: written before the very last byte of it is: what is found so was probably taken, and is never sent again
        HANDED = "handed", _("handed over, without an answer yet")
        SENT = "sent", _("sent")
        UNSURE = "unsure", _("nobody knows whether it arrived")
        FAILED = "failed", _("not taken by the mail server")
        EMPTY = "empty", _("nothing to tell any more")

    #: also of its Message-ID
    id = models.UUIDField(_("number"), primary_key=True, default=uuid4, editable=False)
    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), on_delete=models.CASCADE, related_name="letters"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.NEWS)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.GATHERING)
    #: events, of which the first few are told one by one (Notice)
    count = models.PositiveIntegerField(_("events"), default=0)
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: the last answer of the mail server
    code = models.PositiveSmallIntegerField(_("answer of the mail server"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    #: the letter that tells of this one, of which nobody knows whether it arrived
    told_in = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="tells_of")

    class Meta:
        verbose_name = _("letter of alerts")
        verbose_name_plural = _("letters of alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription"],
                condition=models.Q(state="gathering"),
                name="alerts_one_letter_gathers",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["gathering", "waiting", "handed"]),
                name="alerts_letters_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Notice(models.Model):
    """That a letter tells a subscriber of an event: once, whatever happens."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="notices")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    #: of the log, which is forgotten before notices are
    event = models.BigIntegerField()
    #: whether by it the object came into what is watched, or left that
    passage = models.CharField(max_length=4, choices=Passage, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="alerts_event_told_once")
        ]

    def __str__(self) -> str:
        return str(self.event)
