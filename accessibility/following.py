"""Verdicts follow the norms: when a file of a norm is another one than it was, all audits are judged again."""

from collections.abc import Iterator

from django.db.models import F
from django.db.models.functions import Now

from accessibility import norms
from accessibility.actions import Step, judge_audits, name_criteria, weigh_barriers
from accessibility.models import Audit, Judgement


def is_due() -> bool:
    """Whether the files are other ones than those that all audits were judged by last."""
    last = Judgement.objects.order_by("-pk").values_list("digest", "finished_at").first()
    return last is None or last[0] != norms.digest() or last[1] is None


def judge_again(under: str = "") -> Iterator[Step]:
    """Judge all audits and weigh all barriers, step by step; how far it is stands in the Judgement.

    What is interrupted is begun anew: judging twice changes nothing.
    """
    name_criteria()
    weigh_barriers()
    kept = Judgement.objects.create(digest=norms.digest(), total=Audit.objects.count())
    rows = Judgement.objects.filter(pk=kept.pk)
    for step in judge_audits(under):
        rows.update(judged=F("judged") + step.judged, changed=F("changed") + len(step.changes))
        yield step
    rows.update(finished_at=Now())
    Judgement.objects.filter(pk__lt=kept.pk).delete()
