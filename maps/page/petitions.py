"""`PUT /api/petitions/<number>`: the city's own petition site tells of a petition, with its key.

The same message twice is the same petition; what is wrong is refused with a sentence, and then nothing is written. Of
those who sign only their number is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, TextField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from layers.civic.petitions import actions, keys, rules
from layers.civic.petitions.models import Petition, SiteKey
from layers.civic.petitions.telling import contradiction
from layers.civic.petitions.vocabulary import Status
from layers.contacts import without_contacts
from layers.edrpou import is_edrpou
from layers.history import acting
from layers.importing.refusals import RowRefused
from layers.importing.values import convert
from layers.negotiation import refuse_others
from layers.problems import Problem, WrongMethod
from layers.query import LANGUAGE

#: bytes of a message, and days that one message may count
MOST_BYTES, MOST_COUNTS = 256 << 10, 1000
_LONGEST_TEXT, _LONGEST_NUMBER = 50_000, 80
#: what may be told of a petition: members of the message with the names of the model's fields
TOLD = (
    "title", "text", "category", "url", "initiator", "authority_name", "authority_code", "katottg", "status",
    "submitted_on", "started_on", "collect_until", "threshold", "reached_on", "review_on", "answered_on",
    "answer_text", "answer_url", "signatures",
)  # fmt: skip
_TEXTS = (CharField, TextField)
#: texts of people
_WORDS = frozenset({"title", "text", "initiator", "answer_text"})
_BESIDE = ("counts", "correction")


class Unknown(Problem):
    """A request without a key, or with one that is none."""

    status = 401
    kind = "unauthorized"
    title = gettext_lazy("Unauthorized")
    meaning = gettext_lazy(
        "The address wants a key of the city’s office: “Authorization: Bearer KEY”. A key may have been revoked."
    )
    headers = {"WWW-Authenticate": "Bearer"}


class TooMany(Problem):
    """More requests than one key may make in a minute."""

    status = 429
    kind = "too-many-requests"
    title = gettext_lazy("Too many requests")
    meaning = gettext_lazy("A key is used more often than agreed. “Retry-After” says when to go on.")

    def __init__(self, seconds: int) -> None:
        super().__init__(_("This key has been used too often: go on in %s s.") % seconds)
        self.headers = {"Retry-After": str(seconds)}


class TooLong(Problem):
    """A message of more bytes than are read."""

    status = 413
    kind = "content-too-large"
    title = gettext_lazy("Content too large")
    meaning = gettext_lazy("The body of the request is longer than the address takes.")


class Contradiction(Problem):
    """What is told cannot follow what is known."""

    status = 409
    kind = "conflict"
    title = gettext_lazy("Conflict")
    meaning = gettext_lazy("What is told contradicts what was told before. “parameter” names the member.")


class Improper(Problem):
    """A member of the message that is unknown or cannot be understood."""

    status = 422
    kind = "unprocessable-content"
    title = gettext_lazy("Unprocessable content")
    meaning = gettext_lazy(
        "A member of the message is unknown or cannot be understood. “parameter” names it."
    )


@dataclass(frozen=True)
class Message:
    """A message that was understood: what of the petition is told, how many signed by which day, and a correction."""

    told: Mapping[str, Any]
    counts: Mapping[date, int] = field(default_factory=dict)
    correction: str = ""


@csrf_exempt
def petition(request: HttpRequest, number: str) -> HttpResponse:
    """The number is that of the petition on its own site, and the natural key of the row."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": "PUT, OPTIONS"})
    if request.method != "PUT":
        raise WrongMethod(str(request.method), "PUT, OPTIONS")
    refuse_others(request, (LANGUAGE,))
    key = _key_of(request)
    message = _read(request)
    if len(number) > _LONGEST_NUMBER or not number.isprintable() or number != number.strip():
        raise Improper(_("This is no number of a petition."), parameter="number")
    with transaction.atomic(), acting(actor=key.name, via=actions.SITE):
        # Whoever holds the key writes one message after the other.
        SiteKey.objects.select_for_update().get(pk=key.pk)
        row, is_new, is_changed = _write(number, message)
    said = {"number": row.number, "id": row.pk, "status": row.status, "changed": is_changed}
    return JsonResponse(said, status=201 if is_new else 200, headers={"Location": f"/petitions/{row.pk}/"})


def _key_of(request: HttpRequest) -> SiteKey:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    key = keys.known(secret.strip()) if scheme.casefold() == "bearer" and secret.strip() else None
    if key is None:
        raise Unknown(_("This address is written to with a key of the city’s office, and this is none."))
    seconds = keys.seconds_to_wait(key)
    if seconds:
        raise TooMany(seconds)
    return key


def _read(request: HttpRequest) -> Message:
    # One byte more than is taken tells that there is more, whatever the head says.
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooLong(_("The message is longer than %s bytes.") % MOST_BYTES)
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Problem(_("The message is no JSON.")) from None
    if not isinstance(raw, dict):
        raise Problem(_("The message is no JSON object."))
    for name in raw:
        if name not in TOLD and name not in _BESIDE:
            raise Improper(_("Nothing is called %s here.") % name[:60], parameter=name[:60])
    told = {name: _value(name, raw[name]) for name in TOLD if name in raw}
    correction = raw.get("correction", "")
    if not isinstance(correction, str) or len(correction) > 300:
        raise Improper(_("A correction is a text of at most 300 characters."), parameter="correction")
    return Message(told, _counts(raw.get("counts", [])), correction.strip())


def _value(name: str, raw: Any) -> Any:
    """A member as the field that it fills takes it; null and an empty text empty it."""
    model_field: Any = Petition._meta.get_field(name)
    if isinstance(raw, dict | list | bool) or (isinstance(raw, str) and len(raw) > _LONGEST_TEXT):
        raise Improper(_("The value of %s cannot be understood.") % name, parameter=name)
    if raw is not None and not isinstance(raw, str) and isinstance(model_field, _TEXTS):
        raise Improper(_("%s is a text.") % name, parameter=name)
    if isinstance(raw, str) and name in _WORDS:
        # Who is reached by what, and their numbers, are nobody's concern here.
        raw = without_contacts(raw)
    try:
        value = convert(model_field, raw)
        if value is not None:
            model_field.run_validators(value)
    except RowRefused as refusal:
        raise Improper(refusal.in_words, parameter=name) from None
    except ValidationError as flaw:
        raise Improper(" ".join(flaw.messages), parameter=name) from None
    if name == "authority_code" and value and not is_edrpou(value):
        raise Improper(
            _("This is no EDRPOU code: eight digits, the last of which is a check digit."), parameter=name
        )
    if value is None:
        return None if model_field.null else model_field.get_default()
    return value


def _counts(raw: Any) -> dict[date, int]:
    if not isinstance(raw, list) or len(raw) > MOST_COUNTS:
        raise Improper(_("Counts are a list of at most %s days.") % MOST_COUNTS, parameter="counts")
    found: dict[date, int] = {}
    for one in raw:
        if not isinstance(one, dict) or set(one) != {"on", "signatures"}:
            raise Improper(_("A count has the members on and signatures, and no others."), parameter="counts")
        on, signatures = _value("started_on", one["on"]), _value("signatures", one["signatures"])
        if on is None or signatures is None:
            raise Improper(_("A count has a day and a number."), parameter="counts")
        if found.setdefault(on, signatures) != signatures:
            raise Improper(_("A day is counted twice."), parameter="counts")
    return found


def _write(number: str, message: Message) -> tuple[Petition, bool, bool]:
    """The petition, whether it is new, and whether anything of it is different now."""
    row = Petition.objects.select_for_update().filter(source=actions.SITE, external_id=number).first()
    is_new = row is None
    row = row or Petition(source=actions.SITE, external_id=number, number=number)
    if not message.told.get("title", row.title):
        raise Improper(_("A petition has a title."), parameter="title")
    _refuse_backwards(row, message, is_new=is_new)
    if not message.correction:
        _refuse_after_the_end(row, message)
    told = {name: value for name, value in message.told.items() if name != "signatures"}
    changed = [name for name, value in told.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, told[name])
    if is_new or changed:
        row.save()
    counted = _count(row, message)
    actions.follow_one(row)
    # The threshold may be known by the city's rules alone, and the count from its series.
    if ("status" in message.told or counted) and (flaw := contradiction(vars(row))):
        raise Contradiction(flaw[0], parameter=flaw[1])
    _refuse_refuted(row, message)
    return row, is_new, bool(is_new or changed or counted)


def _refuse_backwards(row: Petition, message: Message, *, is_new: bool) -> None:
    """Raises Contradiction where a state cannot follow, or a day lies before what it follows."""
    after = message.told.get("status", row.status)
    if not is_new and not rules.may_be_told(row.status, after, corrected=bool(message.correction)):
        raise Contradiction(
            _("A petition that is “%(before)s” does not become “%(after)s”.")
            % {"before": Status(row.status).label, "after": Status(after).label},
            parameter="status",
        )
    flaw = contradiction(vars(row) | dict(message.told))
    if flaw:
        raise Contradiction(flaw[0], parameter=flaw[1])


def _refuse_refuted(row: Petition, message: Message) -> None:
    """Raises Contradiction where a day is told on which there were enough signatures, and later there are fewer."""
    if message.told.get("reached_on") and row.reached_on is None:
        raise Contradiction(
            _("The threshold is not reached: %(count)s signatures of %(threshold)s.")
            % {"count": row.signatures, "threshold": row.threshold},
            parameter="reached_on",
        )


def _refuse_after_the_end(row: Petition, message: Message) -> None:
    """Raises Contradiction where a petition that nobody may sign any more is told to have more signatures."""
    told = [*message.counts.values(), message.told.get("signatures") or 0]
    if row.status in rules.OVER and row.signatures is not None and max(told) > row.signatures:
        raise Contradiction(
            _("A petition that is “%(state)s” is not signed any more: there were %(count)s signatures.")
            % {"state": Status(row.status).label, "count": row.signatures},
            parameter="signatures" if message.told.get("signatures") else "counts",
        )


def _count(row: Petition, message: Message) -> int:
    numbers = actions.with_today(row, message.counts, message.told.get("signatures"))
    try:
        return actions.count(row, numbers, message.correction)
    except actions.CountRefused as refusal:
        raise Contradiction(str(refusal), parameter="counts") from None
