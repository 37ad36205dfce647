"""Places with their audits, and barriers."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accessibility import norms
from accessibility.rules import severities
from accessibility.vocabulary import (
    GONE,
    PROFILE_FIELDS,
    Amenity,
    BarrierKind,
    BarrierStatus,
    Claim,
    Effort,
    Freshness,
    Has,
    Outcome,
    PartKind,
    PhotoMoment,
    PlaceKind,
    Profile,
    Ruling,
    SaidOfBarrier,
    Severity,
    Subject,
    Unit,
    Urgency,
    Verdict,
    Word,
)
from layers.columns import SEVERAL
from layers.feature import AnyFeature, PointFeature
from layers.postal import PostalAddress
from layers.surveys.models import Reviewable


def _verdict_for(profile: Profile) -> "models.CharField[str, str]":
    return models.CharField(
        profile.label, max_length=12, choices=Verdict, default=Verdict.UNKNOWN, db_default=Verdict.UNKNOWN
    )


def _severity_for(profile: Profile) -> "models.CharField[str, str]":
    return models.CharField(
        profile.label, max_length=12, choices=Severity, default=Severity.UNKNOWN, db_default=Severity.UNKNOWN
    )


def _has(amenity: Amenity) -> "models.CharField[str, str]":
    return models.CharField(
        amenity.label, max_length=8, choices=Has.of(amenity), default=Has.UNKNOWN, db_default=Has.UNKNOWN
    )


class ForEachPerson(models.Model):
    """What an audit means for each person (accessibility.rules)."""

    for_wheelchair = _verdict_for(Profile.WHEELCHAIR)
    for_powered = _verdict_for(Profile.POWERED)
    for_pram = _verdict_for(Profile.PRAM)
    for_blind = _verdict_for(Profile.BLIND)
    for_deaf = _verdict_for(Profile.DEAF)
    for_older = _verdict_for(Profile.OLDER)

    class Meta:
        abstract = True


class Place(ForEachPerson, PostalAddress, PointFeature):
    """A building or open space that is audited; КМУ № 835, annex 32 «buildings»."""

    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(
        _("kind"), max_length=20, choices=PlaceKind, default=PlaceKind.UNKNOWN, db_default=PlaceKind.UNKNOWN
    )
    #: the latest audit; its verdicts and day are kept here for drawing and counting (accessibility.actions)
    audit = models.ForeignKey(
        "Audit",
        verbose_name=_("latest audit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    verdict = models.CharField(
        _("accessibility"),
        max_length=12,
        choices=Verdict,
        default=Verdict.UNKNOWN,
        db_default=Verdict.UNKNOWN,
    )
    audited_on = models.DateField(_("audited on"), null=True, blank=True)
    #: follows from the day, and from the passing of time (accessibility.actions)
    freshness = models.CharField(
        _("age of the audit"),
        max_length=5,
        choices=Freshness,
        default=Freshness.NEVER,
        db_default=Freshness.NEVER,
    )
    #: so many auditors besides its own confirm the latest audit
    confirmations = models.PositiveSmallIntegerField(_("confirmed by"), default=0, db_default=0)
    #: a second auditor found something else, and nobody has settled it
    is_disputed = models.BooleanField(_("disputed"), default=False, db_default=False)
    #: something bars there, as everybody may see it (accessibility.at_the_door)
    barrier_at_door = models.BooleanField(
        _("barrier at the door"), default=False, db_default=False, editable=False
    )
    claim = models.CharField(
        _("said of wheelchair access"),
        max_length=8,
        choices=Claim,
        default=Claim.UNKNOWN,
        db_default=Claim.UNKNOWN,
    )
    claim_source = models.CharField(_("who says so"), max_length=120, blank=True, default="", db_default="")
    #: in the words of whoever runs the place, entered by the office once it knows that they do; never a verdict
    owner_says = models.TextField(
        _("answer of the owner"), max_length=1000, blank=True, default="", db_default=""
    )
    owner_said_on = models.DateField(_("answered on"), null=True, blank=True)
    responsible_name = models.CharField(
        _("responsible"), max_length=300, blank=True, default="", db_default=""
    )
    responsible_code = models.CharField(
        _("EDRPOU code of the responsible"), max_length=8, blank=True, default="", db_default=""
    )
    #: what people look for, by the latest audit or the tags (accessibility.amenities)
    has_ramp = _has(Amenity.RAMP)
    has_toilet = _has(Amenity.TOILET)
    has_lift = _has(Amenity.LIFT)
    has_tactile = _has(Amenity.TACTILE)
    has_hearing_loop = _has(Amenity.HEARING_LOOP)
    has_parking = _has(Amenity.PARKING)
    opening_hours = models.CharField(
        _("opening hours"), max_length=500, blank=True, default="", db_default=""
    )
    website = models.URLField(_("website"), max_length=500, blank=True, default="", db_default="")
    phone = models.CharField(_("telephone"), max_length=80, blank=True, default="", db_default="")
    tags = models.JSONField(
        _("tags of the source"), default=dict, db_default=models.Value({}, models.JSONField()), blank=True
    )

    class Meta(PointFeature.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *PointFeature.Meta.constraints,
            models.CheckConstraint(
                condition=Q(responsible_code="") | Q(responsible_code__regex=r"^\d{8}$"),
                name="place_responsible_code",
            ),
            models.CheckConstraint(
                condition=Q(owner_says="") | Q(owner_said_on__isnull=False),
                name="place_owner_said_on_a_day",
                violation_error_message=_("An answer of the owner has the day on which it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlacePart(models.Model):
    """An entrance, a floor or a room of a place: audited by itself, for one door may let in whom another one bars."""

    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(_("kind"), max_length=10, choices=PartKind, default=PartKind.ENTRANCE)
    name = models.CharField(_("name or number"), max_length=120)
    #: as people count them: 1 is at street level, what lies below it is negative
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    #: what an audit of the place as a whole says of its entrance is said of this one
    is_main = models.BooleanField(_("main entrance"), default=False, db_default=False)
    claim = models.CharField(
        _("said of wheelchair access"),
        max_length=8,
        choices=Claim,
        default=Claim.UNKNOWN,
        db_default=Claim.UNKNOWN,
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    #: `"node/4711"`
    osm = models.CharField(
        _("object of OpenStreetMap"),
        max_length=30,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^(node|way|relation)/\d{1,15}$", _("As there: node/4711."))],
    )

    class Meta:
        verbose_name = _("part of a place")
        verbose_name_plural = _("parts of places")
        ordering = ["place", "kind", "-is_main", "floor", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "name"],
                name="place_part_once",
                violation_error_message=_("The place has a part of this name already."),
            ),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(is_main=True),
                name="place_one_main_entrance",
                violation_error_message=_("A place has one main entrance."),
            ),
            models.CheckConstraint(
                condition=Q(is_main=False) | Q(kind=PartKind.ENTRANCE),
                name="place_part_main_is_an_entrance",
                violation_error_message=_("Only an entrance is the main one."),
            ),
            models.CheckConstraint(
                condition=Q(location=None) | Q(kind=PartKind.ENTRANCE),
                name="place_part_located_is_an_entrance",
                violation_error_message=_("Only an entrance has a location of its own."),
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | ~Q(floor=0),
                name="place_part_floors_begin_with_one",
                violation_error_message=_("The floor at street level is 1; below it is -1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"


class Audit(ForEachPerson):
    """One examination of a place, or of one of its parts, on one day, under one version of a norm."""

    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.CASCADE, related_name="audits")
    #: the part that was examined; none for the place as a whole, by its main entrance
    part = models.ForeignKey(
        PlacePart,
        verbose_name=_("entrance, floor or room"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="audits",
    )
    uid = models.CharField(_("identifier"), max_length=200, blank=True, default="", db_default="")
    made_on = models.DateField(_("made on"))
    #: tags may not say when somebody was there: then it is the day on which they were taken over
    is_dated = models.BooleanField(_("its day is known"), default=True, db_default=True, editable=False)
    authority_name = models.CharField(_("authority"), max_length=300, blank=True, default="", db_default="")
    authority_code = models.CharField(
        _("EDRPOU code of the authority"), max_length=8, blank=True, default="", db_default=""
    )
    #: the norm and version that it was made under, by its code; empty where that is not recorded
    norm = models.CharField(_("made under"), max_length=60, blank=True, default="", db_default="")
    #: another one, under which it is judged now; empty for the one that it was made under
    judged_by = models.CharField(_("judged under"), max_length=60, blank=True, default="", db_default="")
    #: computed from the answers (accessibility.actions) unless an auditor overrides it and says why
    verdict = models.CharField(
        _("verdict"), max_length=12, choices=Verdict, default=Verdict.UNKNOWN, db_default=Verdict.UNKNOWN
    )
    override_reason = models.CharField(
        _("reason of the auditor's own verdict"), max_length=500, blank=True, default="", db_default=""
    )
    #: the observation that it came as from the field, and whoever was there; none for one that was entered or imported
    observation = models.UUIDField(_("observation"), null=True, blank=True, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("auditor"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: the answers are those of the last audit: the auditor looked, and found nothing changed
    is_unchanged = models.BooleanField(_("nothing had changed"), default=False, db_default=False)

    class Meta:
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["place", "-made_on"], name="audit_latest")]
        constraints = [
            # In the field two people may audit on one day, and so may two owners, or an owner and the office.
            models.UniqueConstraint(
                fields=["place", "made_on", "authority_code", "authority_name", "made_by"],
                condition=Q(observation=None, part=None),
                nulls_distinct=False,
                name="accessibility_audit_once",
            ),
            models.UniqueConstraint(
                fields=["part", "made_on", "authority_code", "authority_name", "made_by"],
                condition=Q(observation=None, part__isnull=False),
                nulls_distinct=False,
                name="accessibility_part_audit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part or self.place} {self.made_on:%Y-%m-%d}"


class Answer(models.Model):
    """One criterion of an audit; КМУ № 835, annex 32 «norms»."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="answers")
    norm = models.CharField(_("norm"), max_length=120)
    clause = models.CharField(_("clause"), max_length=40)
    #: of the criterion in its norm (accessibility.norms); empty for what is not known there
    code = models.CharField(_("criterion"), max_length=40, blank=True, default="", db_default="")
    #: where it was measured: the outcome then follows from it
    value = models.FloatField(_("measured value"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=4, choices=Unit, blank=True, default="", db_default="")
    #: an answer of somebody who is not sure is kept, and counts as unknown
    is_sure = models.BooleanField(_("certain"), default=True, db_default=True)
    #: it was changed since somebody else answered: the two do not contradict each other
    is_change = models.BooleanField(_("changed since the last audit"), default=False, db_default=False)
    question = models.TextField(_("requirement"), blank=True, default="", db_default="")
    outcome = models.CharField(
        _("answer"), max_length=16, choices=Outcome, default=Outcome.UNKNOWN, db_default=Outcome.UNKNOWN
    )
    critical = models.BooleanField(_("critical"), default=False, db_default=False)
    finding = models.TextField(_("finding"), blank=True, default="", db_default="")
    image_url = models.URLField(_("photo"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["audit", "norm", "clause"], name="accessibility_answer_once"),
            models.UniqueConstraint(
                fields=["audit", "code"], condition=~Q(code=""), name="accessibility_criterion_once"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | (Q(value__gte=0) & ~Q(code="") & ~Q(unit="")),
                name="accessibility_answer_measured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.norm} {self.clause}: {self.get_outcome_display()}"


class Opinion(models.Model):
    """A second auditor's word about an audit, and how a registrar settled it where the two differ."""

    audit = models.ForeignKey(
        Audit, verbose_name=_("audit"), on_delete=models.CASCADE, related_name="opinions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("second auditor"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    word = models.CharField(_("word"), max_length=12, choices=Word)
    #: criterion → what the second auditor found, as it is sent from the field; only what differs
    answers = models.JSONField(_("what was found instead"), default=dict, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True, default="", db_default="")
    given_on = models.DateField(_("given on"))
    #: the observation that it came as from the field
    observation = models.UUIDField(_("observation"), null=True, blank=True, unique=True, editable=False)
    #: the audit that says otherwise, or that followed from the ruling; none while a word is all there is
    by_audit = models.ForeignKey(
        Audit,
        verbose_name=_("audit that says otherwise"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="contradicts",
    )
    #: of a disagreement; empty while nobody has settled it
    ruling = models.CharField(
        _("who is right"), max_length=12, choices=Ruling, blank=True, default="", db_default=""
    )
    ruling_reason = models.CharField(
        _("reason of the decision"), max_length=500, blank=True, default="", db_default=""
    )
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("word of a second auditor")
        verbose_name_plural = _("words of second auditors")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "by"], condition=Q(by_audit=None), name="accessibility_one_word_each"
            ),
            models.UniqueConstraint(fields=["audit", "by_audit"], name="accessibility_one_dispute_each"),
            models.CheckConstraint(
                condition=Q(ruling="") | Q(word=Word.DISAGREES) & ~Q(ruling_reason=""),
                name="accessibility_settled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audit}: {self.get_word_display()}"


class Judgement(models.Model):
    """One time that all audits were judged by the norms' files of then: which, how far it is, what changed."""

    digest = models.CharField(_("state of the norms"), max_length=16)
    started_at = models.DateTimeField(_("begun"), db_default=Now())
    finished_at = models.DateTimeField(_("ended"), null=True)
    total = models.IntegerField(_("audits"), default=0)
    judged = models.IntegerField(_("judged"), default=0)
    changed = models.IntegerField(_("changed"), default=0)

    class Meta:
        verbose_name = _("judgement of all audits")
        verbose_name_plural = _("judgements of all audits")

    def __str__(self) -> str:
        return f"{self.digest}: {self.judged}/{self.total}"


class Reach(models.Model):
    """How many of the city's places one person gets to from public transport, on one day (accessibility.reachable)."""

    day = models.DateField(_("day"))
    profile = models.CharField(_("for whom"), max_length=12, choices=Profile)
    known = models.IntegerField(_("known to be reached"))
    perhaps = models.IntegerField(_("perhaps reached"))
    barred = models.IntegerField(_("barred"))
    far = models.IntegerField(_("too far"))

    class Meta:
        verbose_name = _("places that are reached")
        verbose_name_plural = _("places that are reached")
        constraints = [models.UniqueConstraint(fields=["day", "profile"], name="accessibility_reach_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.profile}"

    @property
    def total(self) -> int:
        return self.known + self.perhaps + self.barred + self.far


class Barrier(AnyFeature):
    """A reported obstacle: a point or a stretch, possibly temporary."""

    kind = models.CharField(_("kind"), max_length=20, choices=BarrierKind, default=BarrierKind.OTHER)
    severity = models.CharField(
        _("severity"), max_length=12, choices=Severity, default=Severity.UNKNOWN, db_default=Severity.UNKNOWN
    )
    #: how hard it is for each person: follows from its kind and severity, by the city's table (norms/barriers.toml)
    for_wheelchair = _severity_for(Profile.WHEELCHAIR)
    for_powered = _severity_for(Profile.POWERED)
    for_pram = _severity_for(Profile.PRAM)
    for_blind = _severity_for(Profile.BLIND)
    for_deaf = _severity_for(Profile.DEAF)
    for_older = _severity_for(Profile.OLDER)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=BarrierStatus,
        default=BarrierStatus.REPORTED,
        db_default=BarrierStatus.REPORTED,
    )
    description = models.TextField(_("description"), blank=True, default="", db_default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="", db_default="")
    reported_on = models.DateField(_("known since"))
    expires_on = models.DateField(_("expected to be gone on"), null=True, blank=True)
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    #: the public address on this map of what bars the way, where that is known: `/kiosks/12/`
    cause_path = models.CharField(
        _("address of what bars the way"), max_length=80, blank=True, default="", db_default=""
    )
    cause_name = models.CharField(
        _("what bars the way"), max_length=360, blank=True, default="", db_default=""
    )
    #: metres that are left of the passage, where it was measured
    clear_width = models.FloatField(_("free width"), null=True, blank=True)
    reporter_contact = models.CharField(
        _("contact of the reporter"), max_length=200, blank=True, default="", db_default=""
    )
    #: what passers-by say together (accessibility.life.witnesses)
    witnesses = models.IntegerField(_("confirmed by"), default=0, db_default=0)
    seen_on = models.DateField(_("last seen on"), null=True, blank=True)
    is_doubted = models.BooleanField(_("said to be gone"), default=False, db_default=False)
    #: who has to see to it, and until when (accessibility.life.duty)
    responsible_name = models.CharField(
        _("responsible"), max_length=300, blank=True, default="", db_default=""
    )
    due_on = models.DateField(_("to be removed until"), null=True, blank=True)
    told_at = models.DateTimeField(_("responsible told"), null=True, editable=False)

    class Meta(AnyFeature.Meta):
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    @property
    def has_expired(self) -> bool:
        """Whether it should have been gone by now, and nobody has said so: somebody is asked."""
        over = self.expires_on is not None and self.expires_on < timezone.localdate()
        return over and self.status not in GONE

    def save(self, *args: Any, **words: Any) -> None:
        weighed = severities(self.kind, self.severity, norms.barriers(), is_gone=self.status in GONE)
        for profile, severity in weighed.items():
            setattr(self, Profile(profile).field, severity)
        if words.get("update_fields") is not None:
            words["update_fields"] = {*words["update_fields"], *PROFILE_FIELDS}
        super().save(*args, **words)


class BarrierWord(models.Model):
    """What one person said of a barrier on one day. Who it was is a hash for a day, and nothing after it."""

    barrier = models.ForeignKey(Barrier, on_delete=models.CASCADE, related_name="words")
    what = models.CharField(_("what is said"), max_length=8, choices=SaidOfBarrier)
    who = models.CharField(max_length=80)
    on = models.DateField(_("day"))
    said_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("word on a barrier")
        verbose_name_plural = _("words on barriers")
        ordering = ["said_at"]
        constraints = [
            models.UniqueConstraint(fields=["barrier", "who", "on"], name="accessibility_barrier_word_once")
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.what}"


class Responsible(models.Model):
    """Which body removes barriers of a kind, how it is written to, and how many days it has."""

    kind = models.CharField(_("kind of barrier"), max_length=20, choices=BarrierKind, unique=True)
    name = models.CharField(_("responsible"), max_length=300)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    days = models.PositiveIntegerField(
        _("days to remove it"), validators=[MinValueValidator(1), MaxValueValidator(730)]
    )

    class Meta:
        verbose_name = _("responsible body")
        verbose_name_plural = _("responsible bodies")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class BarrierPhoto(Reviewable):
    """A photo of a barrier before or after it was removed: shown to everybody once somebody has looked at it."""

    id = models.UUIDField(_("number"), primary_key=True, default=uuid4, editable=False)
    barrier = models.ForeignKey(
        Barrier, verbose_name=_("barrier"), on_delete=models.CASCADE, related_name="photos"
    )
    when = models.CharField(_("when"), max_length=8, choices=PhotoMoment, default=PhotoMoment.BEFORE)
    made_at = models.DateTimeField(_("entered"), db_default=Now(), editable=False)
    taken_at = models.DateTimeField(_("taken, says the camera"), null=True, editable=False)
    taken_from = models.PointField(
        _("taken from, says the camera"), srid=4326, null=True, spatial_index=False
    )

    class Meta:
        verbose_name = _("photo of a barrier")
        verbose_name_plural = _("photos of barriers")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published=False) | ~Q(said="") & ~Q(shown=""),
                name="barrier_photo_published_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.barrier}, {self.get_when_display()}"

    @classmethod
    def published_of(cls, layer: str, number: int) -> "models.QuerySet[Any]":
        if layer != "barriers":
            return cls._default_manager.none()
        # The way it is now first.
        return cls._default_manager.filter(published=True, barrier_id=number).order_by("when", "-made_at")

    def owner(self) -> tuple[str, int] | None:
        return "barriers", self.barrier_id


class Mending(PointFeature):
    """One thing to mend: written by rule (accessibility.mending)."""

    place_in_list = models.IntegerField(_("place in the list"), default=0)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency)
    subject = models.CharField(_("what is mended"), max_length=8, choices=Subject)
    title = models.CharField(_("what"), max_length=360)
    todo = models.TextField(_("what bars"), blank=True, default="")
    subject_path = models.CharField(_("address of what is mended"), max_length=80)
    #: the same in English, for pages in it
    title_en = models.CharField(max_length=360, blank=True, default="", db_default="")
    todo_en = models.TextField(blank=True, default="", db_default="")
    #: codes of profiles
    for_whom = models.CharField(_("whom it shuts out or hinders"), max_length=300)
    persons = models.IntegerField(_("persons shut out or hindered"), default=0)
    near = models.IntegerField(_("places within 300 m"), default=0)
    uses = models.IntegerField(_("ways barred"), default=0)
    affected = models.IntegerField(_("weight"), default=0)
    effort = models.CharField(_("effort"), max_length=1, choices=Effort)
    points = models.IntegerField(_("points of effort"), default=0)
    score = models.FloatField(_("weight for a point of effort"), default=0)
    street = models.CharField(_("street"), max_length=300, blank=True, default="")
    #: as an editor said it (Remedy)
    remedy_name = models.CharField(_("what mends it"), max_length=300, blank=True, default="", db_default="")
    remedy_path = models.CharField(
        _("address of what mends it"), max_length=80, blank=True, default="", db_default=""
    )

    class Meta(PointFeature.Meta):
        verbose_name = _("thing to mend")
        verbose_name_plural = _("things to mend")

    def __str__(self) -> str:
        return self.title

    @property
    def told(self) -> tuple[str, str]:
        """What it is and what bars, in the language that is spoken now."""
        if (get_language() or "").startswith("en") and self.title_en:
            return self.title_en, self.todo_en
        return self.title, self.todo

    @property
    def persons_told(self) -> list[str]:
        """Whom it shuts out or hinders."""
        return [str(Profile(one).label) for one in self.for_whom.split(SEVERAL) if one in Profile.values]


class Remedy(models.Model):
    """The project or tender that mends something, as an editor says it: named by their addresses on this map."""

    subject_path = models.CharField(
        _("address of what is mended"),
        max_length=80,
        unique=True,
        validators=[
            RegexValidator(
                r"^/(places|barriers|roads)/\d{1,15}/$",
                _("The address of a place, a barrier or a way on this map: /barriers/12/."),
            )
        ],
    )
    path = models.CharField(
        _("address of what mends it"),
        max_length=80,
        validators=[
            RegexValidator(
                r"^/(projects|tenders)/\d{1,15}/$",
                _("The address of a project or a tender on this map: /projects/12/."),
            )
        ],
    )
    name = models.CharField(_("what mends it"), max_length=300)

    class Meta:
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")

    def __str__(self) -> str:
        return f"{self.subject_path} → {self.name}"

    def save(self, *args: Any, **words: Any) -> None:
        super().save(*args, **words)
        Mending.objects.filter(subject_path=self.subject_path).update(
            remedy_name=self.name, remedy_path=self.path
        )

    def delete(self, *args: Any, **words: Any) -> tuple[int, dict[str, int]]:
        Mending.objects.filter(subject_path=self.subject_path).update(remedy_name="", remedy_path="")
        return super().delete(*args, **words)
