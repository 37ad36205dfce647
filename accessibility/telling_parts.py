"""Parts of places in words: which entrance to take, which floors are reached, and what each part comes to."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from accessibility import rules, whole
from accessibility.criteria import FLOOR, ROOM
from accessibility.rules import ACCESSIBLE, BARRIER, NOT_APPLICABLE, PARTLY
from accessibility.vocabulary import Verdict
from accessibility.whole import Section
from layers.styles import Tone

_TONES = {ACCESSIBLE: Tone.GOOD, NOT_APPLICABLE: Tone.GOOD, PARTLY: Tone.WARNING, BARRIER: Tone.BAD}


def name(one: Section) -> str:
    """What a part is called; the entrance that an audit of the whole place speaks of may have no name."""
    return one.part.name if one.part else _("entrance")


def described(one: Section) -> str:
    """The name with what tells it from others."""
    if one.part is None:
        return _("the entrance that the audit of the whole place speaks of")
    said = [one.part.name]
    # Most main entrances are called so.
    if one.part.is_main and "голов" not in one.part.name.casefold():
        said.append(_("main entrance"))
    if one.part.floor not in {None, 1} and one.kind != FLOOR:
        said.append(_("floor %d") % one.part.floor)
    return ", ".join(said)


def label(finding: str) -> str:
    """What a part comes to for a person."""
    if finding == NOT_APPLICABLE:
        return _("nothing in the way")
    return str(Verdict(finding).label)


def tone(finding: str) -> Tone:
    return _TONES.get(finding, Tone.UNKNOWN)


def enter(best_first: Sequence[Section], person: str) -> Iterator[str]:
    """Which entrance a person takes, and which not; nothing where there is nothing to choose."""
    if not best_first:
        return
    best, *rest = best_first
    finding = best.finding(person)
    if finding == BARRIER:
        yield _("No entrance lets in.")
    elif finding == rules.UNKNOWN:
        yield _("Whether an entrance lets in is not known.")
    else:
        said = _("With difficulty, through: %s.") if finding == PARTLY else _("Enter through: %s.")
        yield said % name(best)
        closed = [name(one) for one in rest if one.finding(person) == BARRIER]
        if closed:
            yield _("Not through: %s.") % "; ".join(closed)


def behind(sections: Sequence[Section], person: str) -> Iterator[str]:
    """How many of the floors and rooms are known to be good."""
    words = {FLOOR: _("Floors: %(good)d of %(all)d."), ROOM: _("Rooms: %(good)d of %(all)d.")}
    for kind, said in words.items():
        good, count = whole.good_of(sections, kind, person)
        if count:
            yield said % {"good": good, "all": count}
