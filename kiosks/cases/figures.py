"""What the registrar's dashboard counts: cases by state, month, street and inspector; each chart is a table first."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from kiosks.cases import rules
from kiosks.cases.models import Case
from kiosks.cases.vocabulary import State
from layers.figures import Bar, Chart

MOST_ROWS = 15


def charts() -> list[Chart]:
    """All of them; nothing where there is no case."""
    cases = Case.objects.all()
    counts = dict(cases.values_list("state").annotate(Count("pk")))
    told = [
        Chart(_("By state"), _bars((str(state.label), counts.get(state, 0)) for state in State)),
        Chart(_("Opened by month"), _bars(_months(cases)), is_series=True),
        _most(_("Open cases by street"), cases.exclude(state__in=rules.CLOSED), "street"),
        _most(_("Open cases by inspector"), cases.exclude(state__in=rules.CLOSED), "inspector__username"),
    ]
    return [
        Chart(one.title, one.rows, one.note, one.is_series, max(one.rows, key=lambda bar: bar.length).text)
        for one in told
        if one.rows
    ]


def due() -> list[Case]:
    """What waits for its next step, the oldest first."""
    return list(Case.objects.exclude(due_on=None).order_by("due_on", "pk")[:MOST_ROWS])


def waiting() -> tuple[int, int]:
    """How many cases are overdue, and how many are due within a week."""
    today = timezone.localdate()
    week = date.fromordinal(today.toordinal() + 7)
    counted = Case.objects.aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)), soon=Count("pk", filter=Q(due_on__range=(today, week)))
    )
    return counted["late"], counted["soon"]


def _bars(counted: Iterable[tuple[str, int]]) -> list[Bar]:
    rows = [(label, count) for label, count in counted if count or label]
    most = max((count for _label, count in rows), default=0)
    if not most:
        return []
    return [
        Bar(label, formats.number_format(count, force_grouping=True), round(100 * count / most, 1))
        for label, count in rows
    ]


def _months(cases: QuerySet[Case]) -> list[tuple[str, int]]:
    """The last twelve, also those in which nothing was opened."""
    today = timezone.localdate()
    months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(11, -1, -1)]
    first = date(months[0][0], months[0][1] + 1, 1)
    found = cases.filter(opened_at__date__gte=first).annotate(month=TruncMonth("opened_at"))
    counts = {
        (month.year, month.month): count
        for month, count in found.values_list("month").annotate(Count("pk")).order_by("month")
    }
    return [
        (formats.date_format(date(year, month + 1, 1), "YEAR_MONTH_FORMAT"), counts.get((year, month + 1), 0))
        for year, month in months
    ]


def _most(title: str, cases: QuerySet[Case], name: str) -> Chart:
    rows = list(cases.values_list(name).annotate(count=Count("pk")).order_by("-count", name))
    shown = [(label or _("not known"), count) for label, count in rows[:MOST_ROWS]]
    rest = sum(count for _label, count in rows[MOST_ROWS:])
    note = _("%s more in other rows that are not shown") % rest if rest else ""
    return Chart(title, _bars(shown), note)
