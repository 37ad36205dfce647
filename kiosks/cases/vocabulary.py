"""The words of cases: states, steps, grounds and documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kiosks import rules as structures
from kiosks.cases import rules


class State(TextChoices):
    FOUND = rules.FOUND, _("found")
    INSPECTED = rules.INSPECTED, _("inspected")
    VIOLATION = rules.VIOLATION, _("violation established")
    ORDERED = rules.ORDERED, _("order issued")
    RUNNING = rules.RUNNING, _("term of the order is running")
    REMEDIED = rules.REMEDIED, _("violation remedied")
    CONDEMNED = rules.CONDEMNED, _("dismantling decided")
    DISMANTLED = rules.DISMANTLED, _("dismantled")
    STORED = rules.STORED, _("in storage")
    CLEARED = rules.CLEARED, _("no violation")


class Ground(TextChoices):
    """What is wrong with a structure."""

    NO_PERMIT = "no_permit", _("no siting passport or permit")
    EXPIRED = "expired", _("the permit has expired or was annulled")
    OVERSIZE = "oversize", _("larger than permitted")
    MOVED = "moved", _("stands in another place than approved")
    NARROWS = "narrows", _("narrows the pavement")
    OTHER = "other", _("another violation")
    #: what an inspection found, and no grounds for anything that follows
    NONE = "none", _("no violation was found")


class DocumentKind(TextChoices):
    REPORT = "report", _("inspection report")
    ORDER = "order", _("order to remedy")


#: step → what is done, as a button says it
STEPS = {
    "open": _("open the case"),
    "inspect": _("record the inspection"),
    "establish": _("establish a violation"),
    "order": _("issue the order"),
    "serve": _("order was served: the term begins"),
    "remedy": _("violation is remedied"),
    "condemn": _("decide on dismantling"),
    "dismantle": _("record the dismantling"),
    "store": _("hand over for storage"),
    "clear": _("close: no violation"),
    "reopen": _("open again"),
}

#: what a violation may rest on
VIOLATIONS = tuple(ground for ground in Ground if ground != Ground.NONE)

#: ground → what an order asks for; what another violation needs is said by whoever established it
REMEDIES = {
    Ground.NO_PERMIT: _(
        "to have a siting passport or permit issued and to show it, or to dismantle the structure"
    ),
    Ground.EXPIRED: _("to have the permit renewed and to show it, or to dismantle the structure"),
    Ground.OVERSIZE: _(
        "to bring the size of the structure into line with the permit and the largest area allowed"
    ),
    Ground.MOVED: _("to move the structure to the place that the permit and the scheme name"),
    Ground.NARROWS: _("to free the passage beside the structure to the width that the norm asks for"),
}
#: general knowledge (КАС України, ст. 122: six months), to be checked with a lawyer
APPEAL = _(
    "The order may be appealed against to the body that issued it, or in an administrative court within six months"
    " from the day of service (ст. 122 КАС України)."
)

#: ground → the clause that is offered for it; of another violation only whoever established it knows
CLAUSES = {
    Ground.NO_PERMIT: "Порядок № 244, п. 2.30; Правила благоустрою міста, п. 2.2",
    Ground.EXPIRED: "Порядок № 244, п. 2.30; Типові правила № 2067",
    Ground.OVERSIZE: structures.LARGEST_AREA.clause,
    Ground.MOVED: "Порядок № 244: розміщення має відповідати паспорту прив’язки",
    Ground.NARROWS: structures.CLEAR_WIDTH.clause,
    Ground.OTHER: "Правила благоустрою міста",
    Ground.NONE: "",
}
