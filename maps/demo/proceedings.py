"""Cases of the demonstration: some in every state, each with the steps that led there, none of them by anybody."""

from collections import deque
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kiosks import rules as structures
from kiosks.cases import actions, rules
from kiosks.cases.findings import violation
from kiosks.cases.models import Case, ResponseTemplate, Step
from kiosks.cases.vocabulary import CLAUSES, Ground, State
from kiosks.models import Kiosk
from maps.demo import documents
from maps.demo.tables import SOURCE

OF_EACH_STATE = 3
#: between two steps of a case: longer than any term, so that none is cut short
_DAYS = 13
_NOTES = {
    "open": "Помічено під час обходу вулиці.",
    "inspect": "Об’єкт працює, дозвільних документів на місці немає.",
    "serve": "Вручено під підпис.",
    "remedy": "Об’єкт приведено у відповідність.",
    "condemn": "Строк припису минув, порушення не усунено.",
    "dismantle": "Демонтовано в присутності власника.",
    "store": "Передано на майданчик зберігання.",
    "clear": "Документи надано, порушень немає.",
}
#: who took the steps: roles, and nobody
_INSPECTOR, _REGISTRAR = "інспектор (демонстрація)", "реєстратор (демонстрація)"
_LOOKS = frozenset({"open", "inspect", "establish", "remedy"})
_LETTER = (
    "Доброго дня!\n\nЩодо об’єкта «{structure}» ({address}): стан справи № {case} — {state}. "
    "Підстава: {grounds} ({clause}). Строк — до {due}.\n\n{today}"
)


def proceed(today: date) -> int:
    """Write the cases about structures of the demonstration that stand without a right to. Returns how many."""
    unlawful = Kiosk.objects.filter(
        source=SOURCE, permit_state__in=(structures.NONE, structures.EXPIRED, structures.ANNULLED)
    ).order_by("external_id", "pk")
    found = iter(unlawful[: OF_EACH_STATE * len(State)])
    noon = timezone.make_aware(datetime.combine(today, time(12)))
    cases: list[Case] = []
    for round_ in range(OF_EACH_STATE):
        for state, way in ways().items():
            kiosk = next(found, None)
            if kiosk is None:
                return _finished(cases)
            cases.append(_write(kiosk, state, way, noon - timedelta(days=2 + 9 * round_)))
    ResponseTemplate.objects.get_or_create(name="Відповідь про стан справи", defaults={"text": _LETTER})
    return _finished(cases)


def _finished(cases: list[Case]) -> int:
    documents.draw_up(cases)
    return len(cases)


def ways() -> dict[str, list[rules.Transition]]:
    """The shortest way to each state."""
    known: dict[str, list[rules.Transition]] = {rules.FOUND: []}
    ahead = deque([rules.FOUND])
    while ahead:
        state = ahead.popleft()
        for step in rules.steps_from(state):
            if step.target not in known:
                known[step.target] = [*known[state], step]
                ahead.append(step.target)
    return known


def _write(kiosk: Kiosk, state: str, way: list[rules.Transition], last: datetime) -> Case:
    moments = [last - timedelta(days=_DAYS * back) for back in range(len(way), -1, -1)]
    term = actions.term_of(state)
    grounds = violation(kiosk) if any(rules.Demand.GROUNDS in step.demands for step in way) else ""
    case = Case.objects.create(
        layer="kiosks",
        feature_id=kiosk.pk,
        title=str(kiosk),
        street=kiosk.street,
        house=kiosk.house,
        state=state,
        grounds=grounds,
        clause=CLAUSES[Ground(grounds)] if grounds else "",
        due_on=rules.last_day(moments[-1].date(), term) if term else None,
        opened_at=moments[0],
        version=len(moments),
    )
    before = ""
    for at, name, after in zip(
        moments, ["open", *(s.name for s in way)], [rules.FOUND, *(s.target for s in way)], strict=True
    ):
        reached = actions.term_of(after)
        Step.objects.create(
            case=case,
            name=name,
            before=before,
            after=after,
            at=at,
            note=_NOTES.get(name, ""),
            by_name=_INSPECTOR if name in _LOOKS else _REGISTRAR,
            due_on=rules.last_day(at.date(), reached) if reached else None,
            term_clause=reached.clause if reached else "",
            term_certainty=reached.certainty if reached else "",
        )
        before = after
    return case
