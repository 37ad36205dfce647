"""Documents of the demonstration's cases, drawn up by the code that issues real ones; few, for each takes its time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from kiosks.cases import actions, documents, rules
from kiosks.cases.models import Case, Document
from kiosks.cases.vocabulary import DocumentKind

#: cases in these states have their papers: so many of each state
STATES, OF_EACH = (rules.INSPECTED, rules.VIOLATION, rules.ORDERED, rules.RUNNING), 1
#: a paper is there before the step that rests on it
_BEFORE = timedelta(hours=1)
_STEPS = {DocumentKind.REPORT: "establish", DocumentKind.ORDER: "order"}


def draw_up(cases: list[Case]) -> int:
    """Issue the reports and orders that the steps of some of the cases rest on, by nobody. Returns how many."""
    draw = documents.drawing(lambda path: f"http://{settings.ALLOWED_HOSTS[0]}{path}")
    chosen = [case for state in STATES for case in [one for one in cases if one.state == state][:OF_EACH]]
    # Their numbers follow their days.
    papers = sorted((paper for case in chosen for paper in _papers(case)), key=lambda paper: paper[2])
    issued: list[Document] = [actions.draw_up(case, kind, None, draw, at) for case, kind, at in papers]
    return len(issued)


def _papers(case: Case) -> Iterator[tuple[Case, DocumentKind, datetime]]:
    moments = dict(case.steps.values_list("name", "at"))
    if case.state == rules.INSPECTED:
        yield case, DocumentKind.REPORT, moments["inspect"] + _BEFORE
    for kind, step in _STEPS.items():
        if step in moments:
            yield case, kind, moments[step] - _BEFORE
