"""What is due is told by e-mail, once for each state of a case."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from kiosks.cases.models import Case

#: days before the last one
AHEAD = 2


@task()
def remind() -> int:
    """Write to whoever is to act: the inspector of a case, or all registrars where nobody is named.

    Returns how many letters were sent. What cannot be sent fails the task, and is told of the next time.
    """
    today = timezone.localdate()
    due = Case.objects.filter(due_on__lte=today + timedelta(days=AHEAD), reminded_on=None)
    letters: defaultdict[str, list[Case]] = defaultdict(list)
    for case in due.select_related("inspector").order_by("due_on"):
        for address in _addresses(case):
            letters[address].append(case)
    for address, cases in letters.items():
        with translation.override("uk"):
            send_mail(_("Cases about structures that are due"), _letter(cases), None, [address])
        # A case is told of when its first letter is out: a failure after that repeats no letter.
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(reminded_on=today)
    return len(letters)


def _addresses(case: Case) -> list[str]:
    if case.inspector and case.inspector.is_active and case.inspector.email:
        return [case.inspector.email]
    registrars = get_user_model().objects.filter(groups__name="registrar", is_active=True).exclude(email="")
    return list(registrars.values_list("email", flat=True))


def _letter(cases: list[Case]) -> str:
    lines = [
        _("%(due)s: %(case)s (%(state)s)")
        % {
            "due": date_format(case.due_on, "DATE_FORMAT"),
            "case": case,
            "state": case.get_state_display(),
        }
        for case in cases
        if case.due_on
    ]
    return "\n".join([_("These cases wait for their next step, the oldest first:"), "", *lines])
