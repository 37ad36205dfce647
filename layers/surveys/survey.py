"""What is asked in the field. A domain declares its questions once: the app, the paper form and the server read them.

A question is bound to the field of the layer's model that has its name; label, type and choices come from there. The
questions of a statement are bound to nothing: what is answered is kept beside the object (an audit of a place).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite
from operator import ge, gt, le, lt
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from layers.layer import Layer
from layers.registry import catalogue

Text = str | Promise
#: an answer by the name of its question; None is an answer, too: asked, and not known
Answers = dict[str, Any]


class Asks(StrEnum):
    """How a question is asked."""

    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"


_BEYOND: dict[str, Callable[[Any, float], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}


@dataclass(frozen=True, slots=True)
class When:
    """A question is asked only where another one was answered with one of some values, or beyond a bound; also where
    what is known of the object is so."""

    name: str
    values: tuple[Any, ...] = ()
    #: `>`, `>=`, `<` or `<=`: the answer is a number on that side of the bound
    operator: str = ""
    bound: float = 0
    #: the bound is the answer to this question
    than: str = ""

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.name)
        if not self.operator:
            return answer in self.values
        bound: Any = answers.get(self.than) if self.than else self.bound
        return _is_number(answer) and _is_number(bound) and _BEYOND[self.operator](answer, bound)

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "values": list(self.values),
            "operator": self.operator,
            "bound": self.bound,
            "than": self.than,
        }


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is measured, drawn: two paths (the `d` of SVG) in a box of 120 by 80, what stands there and the measure."""

    stands: str
    measured: str


@dataclass(frozen=True, slots=True)
class Slip:
    """How a number is written down wrongly: what undoes it, and what the slip is called."""

    factor: float
    said: Text


@dataclass(frozen=True, slots=True)
class Echo:
    """A number said once more in another unit, as people think of it; numbers below `at_least` are not."""

    factor: float
    unit: Text
    at_least: float = 0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot all be true, and why."""

    all: tuple[When, ...]
    said: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question. What is left out comes from the model's field of its name."""

    name: str
    title: Text = ""
    help: Text = ""
    unit: Text = ""
    at_least: float | None = None
    at_most: float | None = None
    #: an observation without an answer is refused; «not known» is an answer
    needed: bool = False
    #: all of these hold where it is asked
    when: tuple[When, ...] = ()
    #: asked first, by large buttons: what is enough to begin with
    first: bool = False
    #: how it is asked where it is bound to no field
    asks: Asks | None = None
    #: how it is found out, where that is not plain
    how: Text = ""
    drawing: Drawing | None = None
    #: what was probably meant by a number out of its bounds, the likeliest first
    slips: tuple[Slip, ...] = ()
    #: nothing is measured finer than this: what lies between it and nothing is a slip
    finest: float = 0
    #: what is measured is seldom so small, but for nothing at all: it is asked whether a slip was made
    seldom_below: float = 0
    echoes: tuple[Echo, ...] = ()
    #: a slope, which a phone that is laid on it measures
    level: bool = False
    #: has photos of its own
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why an answer is refused; `name` is the question's, empty for the whole."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says of an object in their own name, beside its fields."""

    number: UUID
    answers: Answers
    by: Any
    on: date
    is_unchanged: bool


class Survey:
    """The questions about the features of one layer. Subclass it in the domain's `survey.py`."""

    #: permanent: observations name it
    slug: ClassVar[str]
    title: ClassVar[Text]
    #: the layer whose features are observed
    layer_slug: ClassVar[str]
    #: another one with every change of the questions
    version: ClassVar[int] = 1
    questions: tuple[Question, ...]
    #: what is answered is kept as a statement of its own (`state`), never merged with the object's fields
    is_statement: ClassVar[bool] = False
    #: fields of the object that its questions depend on
    facts: ClassVar[tuple[str, ...]] = ()
    #: answers that the survey gives itself: which questions were asked
    given: Mapping[str, Any] = {}
    contradictions: tuple[Contradiction, ...] = ()
    #: what an answer that is not known is called
    unsure: ClassVar[Text] = gettext_lazy("not known")
    #: objects of the same kind within so many metres are shown before another one is saved
    alike_within: ClassVar[float] = 15
    #: a position that is less exact than this, in metres, is warned of
    exact_to: ClassVar[float] = 10
    #: the layer's field that says until when something holds: by then somebody is to look
    until: ClassVar[str] = ""
    #: an object may be a stretch, from here to there; else it stands at a point
    may_be_line: ClassVar[bool] = False
    #: days after which an object that was inspected is looked at again
    again_after: ClassVar[int] = 365

    @property
    def layer(self) -> Layer:
        return catalogue[self.layer_slug]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions)

    def field(self, name: str) -> "models.Field[Any, Any]":
        """The model's field that a question is bound to."""
        field = self.layer.model._meta.get_field(name)
        assert isinstance(field, models.Field)
        return field

    def asks(self, question: Question) -> Asks:
        if question.asks:
            return question.asks
        field = self.field(question.name)
        if field.choices:
            return Asks.CHOICE
        for kind, asks in _ASKS.items():
            if isinstance(field, kind):
                return asks
        return Asks.TEXT

    def is_asked(self, question: Question, answers: Mapping[str, Any]) -> bool:
        """Whether its condition holds among the given answers."""
        return all(when.holds(answers) for when in question.when)

    def may_change(self, user: Any) -> bool:
        """Whether somebody may say something of the layer's features."""
        return bool(user and user.has_perm(self._right("change")))

    def may_add(self, user: Any) -> bool:
        """Whether somebody may add a feature to the layer in the field."""
        return not self.is_statement and bool(user and user.has_perm(self._right("add")))

    def _right(self, verb: str) -> str:
        model = self.layer.model._meta
        return f"{model.app_label}.{verb}_{model.model_name}"

    def flaws(self, answers: Answers, *, whole: bool) -> Iterator[Flaw]:
        """Why answers cannot be taken. `whole`: of a feature that is not there yet, so that all that is needed must be
        there."""
        for question in self.questions:
            if question.name in answers:
                said = self._flaw(question, answers[question.name])
                if said:
                    yield Flaw(question.name, said)
            elif whole and question.needed and self.is_asked(question, answers):
                yield Flaw(question.name, _("This has to be answered; “not known” is an answer, too."))

    def taken(self, answers: Answers) -> Answers:
        """The answers as the model's fields hold them. Names that are not asked (any more) are left out."""
        return {
            question.name: self._value(question, answers[question.name])
            for question in self.questions
            if question.name in answers
        }

    def told(self, feature: models.Model) -> Answers:
        """What a feature's fields say, as answers."""
        return {name: _plain(getattr(feature, name)) for name in self.names}

    def follow(self, feature: Any, answers: Answers) -> None:
        """What follows from answers besides the fields they are bound to; override where something does."""

    def begins(self, on: date) -> Answers:
        """What a feature that was found on a day holds beside what is answered."""
        return {}

    def arrived(self, number: int, site: str) -> None:
        """What is done once an observation of a feature is accepted; `site` is the address of the map."""

    def state(self, feature: Any, said: Statement) -> None:
        """Keep a statement about a feature. Raises ValidationError, by question, for what is not believed."""
        raise NotImplementedError

    def tell(self, found: Sequence[dict[str, Any]], user: Any) -> None:
        """Add to objects that are taken along what somebody needs to know beside their fields."""

    def described(self) -> dict[str, Any]:
        """The survey as the app reads it, in the language of the moment."""
        return {
            "slug": self.slug,
            "title": str(self.title),
            "layer": self.layer_slug,
            "version": self.version,
            "alikeWithin": self.alike_within,
            "exactTo": self.exact_to,
            "isStatement": self.is_statement,
            "mayBeLine": self.may_be_line,
            "facts": list(self.facts),
            "given": dict(self.given),
            "unsure": str(self.unsure),
            "contradictions": [
                {"all": [when.described() for when in one.all], "said": str(one.said)}
                for one in self.contradictions
            ],
            "questions": [self._described(question) for question in self.questions],
        }

    def _described(self, question: Question) -> dict[str, Any]:
        field = None if question.asks else self.field(question.name)
        told: dict[str, Any] = {
            "name": question.name,
            "asks": self.asks(question).value,
            "title": capfirst(str(question.title or (field.verbose_name if field else ""))),
            "help": str(question.help),
            "unit": str(question.unit),
            "atLeast": question.at_least,
            "atMost": question.at_most,
            "longest": field.max_length if field else None,
            "needed": question.needed,
            "first": question.first,
            "when": [when.described() for when in question.when],
            "how": str(question.how),
            "drawing": question.drawing
            and {"stands": question.drawing.stands, "measured": question.drawing.measured},
            "slips": [{"factor": slip.factor, "said": str(slip.said)} for slip in question.slips],
            "finest": question.finest,
            "seldomBelow": question.seldom_below,
            "echoes": [
                {"factor": echo.factor, "unit": str(echo.unit), "atLeast": echo.at_least}
                for echo in question.echoes
            ],
            "level": question.level,
            "pictured": question.pictured,
        }
        if field and field.choices:
            told["choices"] = [
                {"value": value, "title": capfirst(str(label))}
                for value, label in field.flatchoices
                if value != UNKNOWN
            ]
        return told

    def _flaw(self, question: Question, answer: Any) -> str:
        if answer is None:
            return ""
        match self.asks(question):
            case Asks.CHOICE:
                values = {value for value, _label in self.field(question.name).flatchoices}
                return "" if answer in values else _("There is no such choice: %s.") % str(answer)[:60]
            case Asks.NUMBER:
                return _number_flaw(question, answer)
            case Asks.FLAG:
                return "" if isinstance(answer, bool) else _("This is answered by yes or no.")
            case Asks.DATE:
                return _date_flaw(answer)
        return self._text_flaw(question, answer)

    def _text_flaw(self, question: Question, answer: Any) -> str:
        longest = self.field(question.name).max_length
        if not isinstance(answer, str):
            return _("This is answered in words.")
        if longest and len(answer) > longest:
            return _("At most %s characters.") % longest
        try:
            self.field(question.name).run_validators(answer)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def _value(self, question: Question, answer: Any) -> Any:
        field = self.field(question.name)
        # What a field without a default begins with is what it holds when it is cleared: a text is never NULL.
        return field.get_default() if answer is None else field.to_python(answer)


#: the choice that a model has for what is not known: asked as «not known», never as one among others
UNKNOWN = "unknown"
_ASKS: dict[type[models.Field[Any, Any]], Asks] = {
    models.BooleanField: Asks.FLAG,
    models.DateField: Asks.DATE,
    models.FloatField: Asks.NUMBER,
    models.IntegerField: Asks.NUMBER,
    models.DecimalField: Asks.NUMBER,
}


def _plain(value: Any) -> Any:
    """A field's value as JSON has it; what is not known is None."""
    if value is None or value in ("", UNKNOWN):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _is_number(answer: Any) -> bool:
    return isinstance(answer, int | float) and not isinstance(answer, bool) and isfinite(answer)


def _number_flaw(question: Question, answer: Any) -> str:
    if not _is_number(answer):
        return _("This is answered by a number.")
    if question.at_least is not None and answer < question.at_least:
        return _("At least %(least)s %(unit)s.") % {"least": question.at_least, "unit": question.unit}
    if question.at_most is not None and answer > question.at_most:
        return _("At most %(most)s %(unit)s.") % {"most": question.at_most, "unit": question.unit}
    return ""


def _date_flaw(answer: Any) -> str:
    try:
        date.fromisoformat(answer)
    except (TypeError, ValueError):
        return _("This is answered by a day: 2026-11-01.")
    return ""


class Surveys:
    """All surveys by slug, in the order of their registration."""

    def __init__(self) -> None:
        self._surveys: dict[str, Survey] = {}

    def register(self, survey: type[Survey]) -> type[Survey]:
        """Add a survey; usable as a decorator.

        Raises ValueError when the slug is taken or a question has no field of its name.
        """
        if survey.slug in self._surveys:
            raise ValueError(f"two surveys are called {survey.slug!r}")
        one = survey()
        for question in () if one.is_statement else one.questions:
            try:
                one.field(question.name)
            except FieldDoesNotExist:
                raise ValueError(f"{survey.slug}: the model has no field {question.name!r}") from None
        self._surveys[survey.slug] = one
        return survey

    def __getitem__(self, slug: str) -> Survey:
        return self._surveys[slug]

    def get(self, slug: str) -> Survey | None:
        return self._surveys.get(slug)

    def __iter__(self) -> Iterator[Survey]:
        return iter(self._surveys.values())


surveys = Surveys()
register = surveys.register
