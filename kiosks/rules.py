"""What the law says of permits: pure decisions, each with its clause. No Django here.

Figures that are general knowledge are defaults of a parameter, never constants inside a decision.
"""

from dataclasses import dataclass
from datetime import date, timedelta

VALID = "valid"
EXPIRING = "expiring"
EXPIRED = "expired"
SUSPENDED = "suspended"
ANNULLED = "annulled"
NONE = "none"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PermitTerms:
    """Figures of the permit rules, dated. `warning_days` is the city's own choice (domain notes G4)."""

    in_force_from: date
    warning_days: int
    source: str


PERMIT_TERMS = PermitTerms(
    date(2011, 11, 22), 30, "стан дозволу «спливає»: строк ≤ 30 днів, вибір розпорядника"
)


def permit_state(
    status: str, valid_until: date | None, today: date, terms: PermitTerms = PERMIT_TERMS
) -> str:
    """The state of a permit on a day.

    `status` is what the register says: `"valid"`, `"suspended"`, `"annulled"`, `"none"` or `"unknown"`.
    A permit is in force through its last day (Порядок № 244; Типові правила № 2067: «діє до» is inclusive,
    general knowledge). Without a last day a permit that the register calls valid is unknown, not valid.
    """
    if status in {SUSPENDED, ANNULLED, NONE}:
        return status
    if valid_until is None:
        return UNKNOWN
    if valid_until < today:
        return EXPIRED
    if status != VALID:
        return UNKNOWN
    if valid_until - today <= timedelta(days=terms.warning_days):
        return EXPIRING
    return VALID
