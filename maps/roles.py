"""The roles of the city's people, and what each may do in the back office (a right is `app.action_model`)."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

_VIEW = ("view",)
_EDIT = ("view", "add", "change")
_ALL = ("view", "add", "change", "delete")

_TRADE = ("kiosks.kiosk", "kiosks.sitingpassport", "kiosks.advertising", "kiosks.advertisingpermit")
_ACCESS = (
    "accessibility.place",
    "accessibility.placepart",
    "accessibility.audit",
    "accessibility.answer",
    "accessibility.barrier",
    "accessibility.barrierphoto",
)
#: a second auditor's word; settled by a registrar
_OPINIONS = ("accessibility.opinion",)
#: written by rule
_MENDING = ("accessibility.mending",)
#: how far it is to judge by norms that have changed
_JUDGING = ("accessibility.judgement",)
#: what mends a thing, and who is responsible for what, is said by an editor
_REMEDIES = ("accessibility.remedy", "accessibility.responsible")
_PLAN = ("plan.spot", "plan.distancerule")
_COMPARISON = ("plan.comparison",)
_CASES = ("cases.case",)
_CASE_RECORDS = ("cases.step", "cases.document", "cases.letter")
_CASE_WORDS = ("cases.term", "layers.dayoff", "cases.responsetemplate")
_REPORTS = ("reports.report", "reports.reportphoto")
#: where residents say that something is
_SUGGESTIONS = ("locating.suggestion",)
_FINDINGS = ("locating.finding",)
#: what belongs together
_LINKS = ("threads.link",)
_CIVIC = (
    "projects.project",
    "projects.projectdocument",
    "projects.projectphoto",
    "petitions.petition",
    "petitions.signaturecount",
    "tenders.tender",
)
#: with which the city's own petition site writes
_KEYS = ("petitions.sitekey",)
#: whose purchases are read from ProZorro; what was set aside; written by the reading itself
_BUYERS = ("tenders.buyer",)
_ASIDE = ("tenders.setaside",)
_READINGS = ("tenders.syncrun", "tenders.cursor")
_GROUND = (
    "reference.boundary",
    "reference.settlement",
    "reference.street",
    "reference.formername",
    "reference.address",
    "reference.stop",
    "reference.road",
    "reference.railway",
    "reference.water",
    "reference.green",
    "reference.building",
)
_FIELD = ("surveys.observation", "surveys.photo", "surveys.round")
_WALKS = ("walks.walkedstreet",)
#: what happens, who is told of it, and how the letters went
_ALERTS = ("layers.event", "alerts.subscription", "alerts.letter")
_RECORDS = ("layers.historyentry", "layers.importrun", "layers.refusal")
_EVERYTHING = (
    *_TRADE,
    *_PLAN,
    *_COMPARISON,
    *_CASES,
    *_CASE_RECORDS,
    *_CASE_WORDS,
    *_ACCESS,
    *_OPINIONS,
    *_MENDING,
    *_REMEDIES,
    *_JUDGING,
    *_CIVIC,
    *_KEYS,
    *_BUYERS,
    *_ASIDE,
    *_READINGS,
    *_GROUND,
    *_RECORDS,
    *_FIELD,
    *_WALKS,
    *_REPORTS,
    *_SUGGESTIONS,
    *_LINKS,
    *_FINDINGS,
    *_ALERTS,
    "maps.remark",
)

#: role → ((actions, models), …)
ROLES: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "resident": (),
    "inspector": (
        (_EDIT, _TRADE),
        (("inspect",), _CASES),
        (_VIEW, (*_GROUND, *_ACCESS, *_PLAN, *_COMPARISON, *_CASES, *_CASE_RECORDS, *_CASE_WORDS)),
        (_VIEW, (*_REPORTS, *_WALKS)),
    ),
    "auditor": (
        (_EDIT, _ACCESS),
        (("view", "add"), _OPINIONS),
        (_VIEW, (*_GROUND, *_TRADE, *_REPORTS, *_MENDING)),
    ),
    "registrar": (
        (_ALL, (*_TRADE, *_PLAN, *_ACCESS, *_REMEDIES, *_CIVIC, *_BUYERS, *_GROUND)),
        (_EDIT, _KEYS),
        (_VIEW, (*_RECORDS, *_COMPARISON, *_MENDING, *_JUDGING, *_WALKS, *_FINDINGS, *_READINGS, *_ALERTS)),
        (("view", "change"), (*_SUGGESTIONS, *_LINKS, *_ASIDE)),
        (("view", "change"), _OPINIONS),
        # What a device could not send is brought in by a file.
        (("view", "add"), ("surveys.observation",)),
        (_EDIT, ("maps.remark", "surveys.photo", *_REPORTS)),
        (_ALL, ("surveys.round",)),
        (("view", "inspect", "decide"), _CASES),
        (_VIEW, _CASE_RECORDS),
        (_ALL, _CASE_WORDS),
    ),
    "moderator": (
        (_EDIT, ("accessibility.barrier", "accessibility.barrierphoto", *_CIVIC, "maps.remark")),
        (_EDIT, ("surveys.photo", *_REPORTS)),
        (("view", "change"), (*_SUGGESTIONS, *_LINKS)),
        (_VIEW, (*_TRADE, *_ACCESS, *_GROUND, *_FINDINGS, "surveys.observation")),
    ),
    "analyst": ((_VIEW, _EVERYTHING),),
    "administrator": (
        (("inspect", "decide"), _CASES),
        (("see_address",), ("alerts.subscription",)),
        (_ALL, (*_EVERYTHING, "auth.user", "auth.group")),
    ),
}


def grant() -> None:
    """Give every role exactly its rights. Run after each migration: rights are rows that migrations create."""
    for name, rights in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        wanted = Q(pk__in=[])
        for actions, models in rights:
            for label in models:
                app, model = label.split(".")
                wanted |= Q(content_type__app_label=app, codename__in=_codenames(actions, model))
        group.permissions.set(Permission.objects.filter(wanted))


def _codenames(actions: Iterable[str], model: str) -> list[str]:
    return [f"{action}_{model}" for action in actions]
