"""A second auditor's word about an audit: confirmed, disputed, or nothing that can be told. What it answers otherwise
counts as an audit of theirs would (accessibility.disputes): the worse, until a registrar who is none of the two settles
it, with a reason. Two audits that contradict each other stand in the same queue (accessibility.actions)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility import auditing, norms, telling
from accessibility.actions import show
from accessibility.criteria import Criterion
from accessibility.models import Audit, Opinion, Place
from accessibility.vocabulary import Ruling, Word
from layers.surveys.survey import Answers, Statement

#: what an opinion from the field names beside its answers: the audit, by its number, and the word itself
AUDIT, WORD = "audit", "word"
LONGEST = 500


def take(place: Place, said: Statement) -> Opinion:
    """Keep a word from the field. Raises ValidationError."""
    number = said.answers.get(AUDIT)
    audit = place.audits.filter(pk=number).first() if isinstance(number, int) else None
    if audit is None:
        raise ValidationError(_("This audit is not there (any more). Take the area along again."))
    answers = {
        code: answer for code, answer in said.answers.items() if code not in {AUDIT, WORD, *auditing.ABOUT}
    }
    part = audit.part.kind if audit.part else ""
    confirmed = {auditing.CONFIRMED: said.answers.get(auditing.CONFIRMED, "")}
    auditing.believed(norms.norm_of(audit.norm), place.kind, answers | confirmed, part)
    return give(audit, said.by, str(said.answers[WORD]), answers, number=said.number)


@transaction.atomic
def give(
    audit: Audit,
    by: Any,
    word: str,
    answers: Answers | None = None,
    *,
    note: str = "",
    number: UUID | None = None,
) -> Opinion:
    """Say a word about an audit; whoever said one before adds to it, and takes back what they answer anew. Raises
    ValidationError."""
    if word not in Word.values:
        raise ValidationError({WORD: _("There is no such choice: %s.") % word[:60]})
    if audit.made_by_id == by.pk:
        raise ValidationError(_("Nobody confirms an audit of their own: somebody else has to look."))
    before = Opinion.objects.select_for_update().filter(audit=audit, by=by, by_audit=None, ruling="").first()
    kept = before.answers if before else {}
    if before and before.word == Word.DISAGREES and kept.keys() - (answers or {}).keys():
        # What they measured still stands.
        word = Word.DISAGREES
    answers, note = kept | (answers or {}), note.strip() or (before.note if before else "")
    if word == Word.DISAGREES and not answers and not note:
        raise ValidationError(_("Say what you found otherwise: answer what differs, or write it down."))
    opinion, _created = Opinion.objects.update_or_create(
        audit=audit,
        by=by,
        by_audit=None,
        defaults={
            "word": word,
            "answers": answers,
            "note": note,
            "observation": number or (before.observation if before else None),
            "given_on": timezone.localdate(),
            "ruling": "",
            "ruling_reason": "",
            "ruled_by": None,
        },
    )
    show([audit.place_id])
    return opinion


@transaction.atomic
def take_back(answers: Answers, by: int | None) -> None:
    """Let what somebody sent about an audit count no more, but what they said anew since, or of what else."""
    number = answers.get(AUDIT)
    opinion = (
        Opinion.objects.filter(audit=number, by=by, by_audit=None, ruling="").select_related("audit").first()
    )
    if opinion is None:
        return
    opinion.answers = {
        code: answer for code, answer in opinion.answers.items() if answers.get(code, "") != answer
    }
    if opinion.answers:
        opinion.save(update_fields=["answers"])
    else:
        opinion.delete()
    show([opinion.audit.place_id])


@transaction.atomic
def settle(opinion: Opinion, ruling: str, reason: str, by: Any) -> Audit | None:
    """Settle a dispute that one is no party of. Where the second auditor is right, what they found becomes an audit of
    theirs beside the disputed one, and is returned; of two audits the one that is right counts. Raises
    ValidationError."""
    reason = reason.strip()
    if by.pk in {opinion.by_id, opinion.audit.made_by_id}:
        raise ValidationError(_("You are a party of this dispute: somebody else settles it."))
    if opinion.word != Word.DISAGREES or opinion.ruling:
        raise ValidationError(_("There is nothing to settle (any more)."))
    if ruling not in Ruling.values:
        raise ValidationError({"ruling": _("Say who is right.")})
    if not reason or len(reason) > LONGEST:
        raise ValidationError({"ruling_reason": _("Say why, in at most %s characters.") % LONGEST})
    is_word = opinion.by_audit_id is None
    if ruling == Ruling.OVERRULED and is_word and opinion.observation is None:
        said = _("The second auditor gave no answers that could be taken over: correct the audit by hand.")
        raise ValidationError({"ruling": said})
    opinion.ruling, opinion.ruling_reason, opinion.ruled_by = ruling, reason, by
    opinion.save(update_fields=["ruling", "ruling_reason", "ruled_by"])
    audit = _corrected(opinion) if ruling == Ruling.OVERRULED and is_word else None
    show([opinion.audit.place_id])
    return audit


def _corrected(opinion: Opinion) -> Audit:
    audit = opinion.audit
    assert opinion.observation is not None
    norm = norms.norm_of(audit.norm)
    about = {auditing.NORM: norm.code} | ({auditing.PART: audit.part_id} if audit.part_id else {})
    # It was confirmed where it had to be.
    answers = opinion.answers | about | {auditing.CONFIRMED: " ".join(opinion.answers)}
    corrected = auditing.take(
        audit.place,
        Statement(opinion.observation, answers, opinion.by, timezone.localdate(), is_unchanged=False),
    )
    # It contradicts the disputed one, and that is settled.
    corrected.contradicts.all().delete()
    opinion.by_audit = corrected
    opinion.save(update_fields=["by_audit"])
    return corrected


def in_dispute(places: Collection[int]) -> Mapping[int, set[str]]:
    """The codes of what auditors say differently of these places or their parts, and nobody has settled, by the number
    of the place."""
    found: dict[int, set[str]] = defaultdict(set)
    disputes = Opinion.objects.filter(audit__place__in=places, word=Word.DISAGREES, ruling="")
    for place, answers in disputes.order_by().values_list("audit__place", "answers"):
        found[place] |= answers.keys()
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """One question, and what is in doubt in few words, with what both answered; empty where one of them said
    nothing."""

    question: str
    about: str
    first: str
    second: str


def differences(opinion: Opinion) -> Iterator[Difference]:
    """What two auditors answered, side by side, of what the second one answered."""
    norm = norms.norm_of(opinion.audit.norm)
    first = auditing.answered(opinion.audit)
    for code, second in opinion.answers.items():
        criterion = norm.by_code.get(code)
        if criterion is not None:
            yield Difference(
                telling.said(criterion.question),
                telling.said(criterion.amiss or criterion.text),
                _in_words(criterion, first[code]) if code in first else "",
                _in_words(criterion, second),
            )


def _in_words(criterion: Criterion, answer: Any) -> str:
    if answer is None:
        return _("not sure")
    if criterion.unit:
        return telling.measure(answer, criterion.unit)
    return _("yes") if answer else _("no")
