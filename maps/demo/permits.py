"""Permits in every state that the law knows: in force, expiring, expired, suspended, annulled, none, unknown.

A state is never written by hand: it is what kiosks.rules says of the permit on the day of the demonstration.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kiosks import rules
from maps.demo.scene import Scene
from maps.demo.tables import Row

#: what share of the structures is in which state
_SHARES = {
    rules.VALID: 0.50,
    rules.EXPIRING: 0.08,
    rules.EXPIRED: 0.14,
    rules.SUSPENDED: 0.04,
    rules.ANNULLED: 0.05,
    rules.NONE: 0.10,
    rules.UNKNOWN: 0.09,
}


@dataclass(frozen=True)
class Permit:
    number: str
    status: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True)
class History:
    """All permits of a structure, the current one last; `without` says that it was established that there is none."""

    permits: tuple[Permit, ...]
    without: bool
    state: str

    def columns(self, first: int) -> Row:
        """What a structure says of its permits, the first of which is the row `first` of theirs."""
        current = self.permits[-1] if self.permits else None
        return {
            "permit_id": first + len(self.permits) - 1 if current else None,
            "permit_state": self.state,
            "permit_until": current.valid_until if current else None,
            "without_permit": self.without,
        }


def history(scene: Scene, prefix: str, serial: int, years: int) -> History:
    """The permits of one structure; `years` is the usual term."""
    wanted = scene.choose(list(_SHARES), list(_SHARES.values()))
    if wanted == rules.NONE or (wanted == rules.UNKNOWN and scene.chance(0.6)):
        without = wanted == rules.NONE
        return History((), without, rules.NONE if without else rules.UNKNOWN)
    current = _permit(scene, prefix, serial, years, wanted)
    earlier = _earlier(scene, prefix, serial, years, current) if scene.chance(0.22) else ()
    status = rules.VALID if current.status == rules.EXPIRED else current.status
    state = rules.permit_state(status, current.valid_until, scene.today)
    return History((*earlier, current), without=False, state=state)


def _permit(scene: Scene, prefix: str, serial: int, years: int, wanted: str) -> Permit:
    term = 365 * years
    left = {
        rules.EXPIRING: scene.number(0, 30),
        rules.EXPIRED: -scene.number(1, 900),
    }.get(wanted, scene.number(31, term - 20))
    until: date | None = scene.today + timedelta(days=left)
    issued = scene.today + timedelta(days=left - term)
    status = wanted if wanted in (rules.SUSPENDED, rules.ANNULLED, rules.UNKNOWN) else rules.VALID
    if wanted == rules.EXPIRED and scene.chance(0.5):
        status = rules.EXPIRED
    if wanted == rules.UNKNOWN:
        status, until = (rules.VALID, None) if scene.chance(0.5) else (rules.UNKNOWN, until)
    return Permit(f"{prefix}-{issued.year}-{serial:04d}", status, issued, until)


def _earlier(scene: Scene, prefix: str, serial: int, years: int, current: Permit) -> tuple[Permit, ...]:
    end = current.issued_on - timedelta(days=scene.number(1, 120))
    start = end - timedelta(days=365 * years)
    return (Permit(f"{prefix}-{start.year}-{serial:04d}", "reissued", start, end),)
