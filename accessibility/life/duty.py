"""Who is responsible for a barrier, and until when: by the city's table, once the barrier is confirmed. They are told
by e-mail, once for each time that they are charged."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from accessibility.models import Barrier, Responsible
from accessibility.vocabulary import BarrierStatus

#: what somebody has to see to
CHARGED = (BarrierStatus.CONFIRMED, BarrierStatus.PLANNED, BarrierStatus.MEASURED)


def charge(barrier: Barrier) -> None:
    """Name who is responsible by the table of the office, where nobody is named yet; the caller saves."""
    body = Responsible.objects.filter(kind=barrier.kind).first()
    if body and not barrier.responsible_name:
        barrier.responsible_name = body.name
        barrier.due_on = barrier.due_on or timezone.localdate() + timedelta(days=body.days)


def tell(barrier: Barrier, site: str) -> None:
    """Have the responsible body told of a barrier that it is charged with, if it has an address and was not told.

    `site` is the address of the map, from which the letter leads to the barrier.
    """
    if barrier.status not in CHARGED or barrier.told_at or not settings.EMAIL_HOST:
        return
    if _address(barrier):
        send.enqueue(barrier.pk, site.rstrip("/"))


@task()
def send(number: int, site: str) -> str:
    """Tell of one barrier, once: that it is being told is written down before the letter is handed over."""
    barrier = Barrier.objects.filter(pk=number, told_at=None, status__in=CHARGED).first()
    address = _address(barrier) if barrier else ""
    if barrier is None or not address:
        return "not needed"
    if not Barrier.objects.filter(pk=number, told_at=None).update(told_at=timezone.now()):
        return "not needed"
    with translation.override(settings.LANGUAGE_CODE):
        send_mail(
            _("A barrier that is yours to remove: %s") % barrier, _letter(barrier, site), None, [address]
        )
    return "sent"


def _address(barrier: Barrier) -> str:
    """Where the body that is named is written to; nothing where another one is named than the table's."""
    body = Responsible.objects.filter(kind=barrier.kind, name=barrier.responsible_name).first()
    return body.email if body else ""


def _letter(barrier: Barrier, site: str) -> str:
    due = date_format(barrier.due_on, "DATE_FORMAT") if barrier.due_on else "—"
    lines = (
        _("What: %s") % barrier.get_kind_display(),
        _("Where: %s") % (barrier.address or "—"),
        _("In words: %s") % (barrier.description or "—"),
        _("Until: %s") % due,
        f"{site}/barriers/{barrier.pk}/",
    )
    return "\n".join(lines)
