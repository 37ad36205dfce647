"""Norms as data: one file for each norm and version. Adding a norm, or a version of one, touches data only.

No Django here. The files beside this module are of three types:

type = "norm"          what is asked of a place
type = "assessment"    the classes of a verdict, and when places are assessed
type = "barriers"      how hard a reported barrier is for each person

A norm's criterion:

[[criteria]]
code = "ramp_slope"                    # permanent: answers keep it
clause = "5.3.1"                       # as one would cite it, { uk = "…", en = "…" } where it has words; answers keep
                                       # the Ukrainian one, and no two criteria of a norm have the same
text = { uk = "…", en = "…" }          # what is required
amiss = { uk = "…", en = "…" }         # what is wrong where it fails, in a few words that a measure may follow
question = { uk = "…", en = "…" }      # what an auditor is asked
for = ["buildings"]                    # groups of kinds of places ([groups]), or kinds
unit = "%"                             # mm, m, %, lx, pcs: it is measured; without a unit it is answered by yes or no
most = 8                               # and `least`; both for a range; [15, 25]: sources differ
variants = [{ when = ["reconstruction"], most = 10 }]   # the first whose conditions hold
plausible = [0.5, 60]                  # what is believed; anything else is refused
seldom_below = 1                       # what is less, and not nothing, is asked about: it may be so, and seldom is
of = ["entrance", "room"]              # parts that it speaks of; without it, of the place as a whole
applies = ["ramp", "ramp_rise > 300"]  # only where all of these hold: yes, `not` (no), or a value beyond a bound
fact = true                            # asked because others depend on it, never judged
official = false                       # needed by its people, and no clause known: the official verdict is without it
critical = true                        # a failure makes a place one with barriers
profiles = ["wheelchair", "pram"]      # whom it concerns
bars = ["wheelchair"]                  # of them, whom a failure shuts out; all of them, where nothing is said
bars_beyond = [{ profiles = ["wheelchair"], most = 15, origin = "body" }]   # … by what was measured, critical or not:
                                       # within this a failure hinders them, beyond it nobody of them gets on
own = [{ profiles = ["pram"], most = 2, origin = "likely" }]   # what some need instead
cost = "L"                             # S, M, L: what it takes to mend
origin = "quoted"                      # where it is known from ([origins]): certainty F or G, words, day
doubt = { uk = "…", en = "…" }         # what sources do not agree on

[[contradictions]]                     # answers that cannot all be true
all = ["mirror_top <= mirror_bottom"]  # as in `applies`; here two measures in one unit may be compared, too
said = { uk = "…", en = "…" }          # why
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from accessibility.criteria import (
    COSTS,
    FOUND,
    GENERAL,
    IMPASSABLE,
    LESS,
    NONE,
    PARTS,
    PROFILES,
    SAME,
    UNITS,
    Assessment,
    Condition,
    Contradiction,
    Criterion,
    Limit,
    Norm,
    Origin,
    OwnLimit,
    Variant,
    Words,
)

FOLDER = Path(__file__).parent
_WEIGHTS = frozenset({SAME, LESS, NONE, IMPASSABLE})
_CONDITION = re.compile(r"(not )?([a-z_]+)(?: (>|>=|<|<=) (?:(\d+(?:\.\d+)?)|([a-z_]+)))?$")
_LONGEST_CLAUSE = 40
_LONGEST_CODE = 40
_LIMITS = frozenset({"least", "most"})
_OF_A_CRITERION = frozenset(
    {
        *("code", "clause", "text", "question", "for", "unit", "least", "most", "variants", "plausible"),
        *("of", "applies", "fact", "critical", "profiles", "bars", "own", "cost", "origin", "doubt"),
        *("bars_beyond", "official", "amiss", "seldom_below"),
    }
)
_OF_A_NORM = frozenset(
    {
        *("type", "name", "version", "current", "title", "doubts", "origins", "groups", "criteria"),
        *("contradictions", "upstairs", "beyond"),
    }
)
_OF_AN_ASSESSMENT = frozenset(
    {"type", "name", "version", "title", "doubts", "origin", "classes", "self_assessment"}
)


class NormRefused(Exception):
    """A file that cannot be read as a norm; the message says which, where and why."""


@cache
def norms() -> Mapping[str, Norm]:
    """All norms by code, which is the name of the file. Raises NormRefused, with everything that is wrong with a file's
    first flaw, and where there is not exactly one current norm."""
    found = {path.stem: read_norm(path) for path in _files("norm")}
    current = [norm.code for norm in found.values() if norm.is_current]
    if len(current) != 1:
        raise NormRefused(f"one norm has to be `current`, and {', '.join(current) or 'none'} is")
    return found


def current() -> Norm:
    """The norm that new audits are made under."""
    return next(norm for norm in norms().values() if norm.is_current)


def norm_of(code: str) -> Norm:
    """The norm of this code; the current one for what is not recorded, or was recorded under a norm that is gone."""
    return norms().get(code) or current()


@cache
def assessment() -> Assessment:
    """The classes and the yearly self-assessment: those of the newest file. Raises NormRefused."""
    return max((read_assessment(path) for path in _files("assessment")), key=lambda one: one.code)


@cache
def barriers() -> Mapping[str, Mapping[str, str]]:
    """Kind of barrier → person → `"same"`, `"less"`, `"none"` or `"impassable"`. Raises NormRefused."""
    found: dict[str, Mapping[str, str]] = {}
    for path in _files("barriers"):
        found |= _barriers(path)
    return found


def digest() -> str:
    """Of all files: another one means that verdicts may be others."""
    files = b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.toml")))
    return hashlib.sha256(files).hexdigest()[:16]


# -- Files -------------------------------------------------------------------------------------------------------------


def _files(type_: str) -> Iterator[Path]:
    for path in sorted(FOLDER.glob("*.toml")):
        if _read(path).get("type") == type_:
            yield path


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as flaw:
        raise NormRefused(f"{path.name}: it cannot be read as TOML: {flaw}") from flaw
    if data.get("type") not in {"norm", "assessment", "barriers"}:
        raise NormRefused(f'{path.name}: `type` has to be "norm", "assessment" or "barriers"')
    return data


def _barriers(path: Path) -> Mapping[str, Mapping[str, str]]:
    data = _read(path)
    del data["type"]
    for kind, row in data.items():
        if not isinstance(row, dict) or tuple(row) != PROFILES or not set(row.values()) <= _WEIGHTS:
            each = f"for each of {', '.join(PROFILES)}, in this order, one of {_listed(_WEIGHTS)}"
            raise NormRefused(f"{path.name}, {kind}: has to say {each}")
    return data


def read_assessment(path: Path) -> Assessment:
    """Classes and days of one file. Raises NormRefused."""
    try:
        return _assessment(path, _read(path))
    except (KeyError, TypeError, ValueError) as flaw:
        raise NormRefused(f"{path.name}: {_flaw(flaw)}") from flaw


def _assessment(path: Path, data: dict[str, Any]) -> Assessment:
    _only(data, _OF_AN_ASSESSMENT)
    return Assessment(
        code=path.stem,
        name=data["name"],
        title=_words(data, "title"),
        classes={name: _words(data["classes"], name) for name in ("accessible", "partly", "barrier")},
        opens=_day(data["self_assessment"]["opens"]),
        closes=_day(data["self_assessment"]["closes"]),
        stale_after=int(data["self_assessment"]["stale_after"]),
        disputed_within=int(data["self_assessment"]["disputed_within"]),
        origin=_origin(data["origin"]),
        doubts=_doubts(data),
    )


def _day(pair: list[int]) -> tuple[int, int]:
    month, day = pair
    date(2024, month, day)
    return month, day


def read_norm(path: Path) -> Norm:
    """One norm of a file. Raises NormRefused with the file, the criterion and what is wrong."""
    data = _read(path)
    place = path.name
    try:
        _only(data, _OF_A_NORM)
        origins = {name: _origin(row) for name, row in data["origins"].items()}
        groups = {name: frozenset(kinds) for name, kinds in data["groups"].items()}
        criteria = []
        for row in data["criteria"]:
            place = f"{path.name}, {row.get('code', 'a criterion without a code')}"
            criteria.append(_criterion(row, origins, groups))
        place = path.name
        norm = Norm(
            code=path.stem,
            name=data["name"],
            version=data["version"],
            title=_words(data, "title"),
            criteria=tuple(criteria),
            is_current=data.get("current", False),
            contradictions=tuple(map(_contradiction, data.get("contradictions", []))),
            doubts=_doubts(data),
            upstairs=data.get("upstairs", ""),
            beyond=_words(data, "beyond") if "beyond" in data else Words("", ""),
        )
        _check_whole(norm)
    except (KeyError, TypeError, ValueError) as flaw:
        raise NormRefused(f"{place}: {_flaw(flaw)}") from flaw
    return norm


def _flaw(flaw: Exception) -> str:
    return f"{flaw} is missing or not known" if isinstance(flaw, KeyError) else str(flaw)


# -- Parts of a file ---------------------------------------------------------------------------------------------------


def _only(row: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = set(row) - set(known)
    if unknown:
        raise ValueError(f"there is no {_listed(unknown)} here")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _words(row: Mapping[str, Any], name: str) -> Words:
    said = row[name]
    if not isinstance(said, dict) or set(said) != {"uk", "en"} or not all(said.values()):
        raise ValueError(f"`{name}` is said in `uk` and in `en`")
    return Words(**said)


def _doubts(data: Mapping[str, Any]) -> tuple[Words, ...]:
    return tuple(_words({"doubts": row}, "doubts") for row in data.get("doubts", []))


def _origin(row: Mapping[str, Any]) -> Origin:
    _only(row, {"certainty", "words", "checked_on"})
    if row["certainty"] not in {FOUND, GENERAL}:
        raise ValueError('`certainty` is "F" (read in a source) or "G" (general knowledge)')
    if not isinstance(row["checked_on"], date):
        raise TypeError("`checked_on` is a day")
    return Origin(row["certainty"], _words(row, "words"), row["checked_on"])


def _criterion(
    row: Mapping[str, Any], origins: Mapping[str, Origin], groups: Mapping[str, frozenset[str]]
) -> Criterion:
    _only(row, _OF_A_CRITERION)
    critical, profiles = row.get("critical", False), _profiles(row, "profiles")
    clause = _words(row, "clause") if isinstance(row["clause"], dict) else Words(row["clause"], "")
    criterion = Criterion(
        code=row["code"],
        clause=clause.uk,
        clause_in_english=clause.en,
        text=_words(row, "text"),
        question=_words(row, "question"),
        origin=origins[row["origin"]],
        kinds=frozenset(kind for name in row["for"] for kind in groups.get(name, frozenset({name}))),
        unit=row.get("unit", ""),
        limits=tuple(_limits(row)),
        variants=tuple(map(_variant, row.get("variants", []))),
        own_limits=tuple(_own(one, origins) for one in row.get("own", [])),
        plausible=tuple(row.get("plausible", (0, 0))),
        seldom_below=row.get("seldom_below", 0),
        is_fact=row.get("fact", False),
        is_official=row.get("official", True),
        critical=critical,
        profiles=profiles,
        bars=(_profiles(row, "bars") if "bars" in row else profiles) if critical else frozenset(),
        bars_beyond=tuple(_own(one, origins) for one in row.get("bars_beyond", [])),
        applies=tuple(map(_condition, row.get("applies", []))),
        cost=row.get("cost", ""),
        of=frozenset(row.get("of", [])),
        doubt=_words(row, "doubt") if "doubt" in row else None,
        amiss=_words(row, "amiss") if "amiss" in row else None,
    )
    for flaw in _flaws(criterion, row):
        raise ValueError(flaw)
    return criterion


def _profiles(row: Mapping[str, Any], name: str) -> frozenset[str]:
    found = frozenset(row.get(name, []))
    if not found <= set(PROFILES):
        raise ValueError(f"`{name}`: nobody is called {_listed(found - set(PROFILES))}")
    return found


def _limits(row: Mapping[str, Any]) -> Iterator[Limit]:
    """One limit; or several, where sources give several figures."""
    ends = {name: row[name] if isinstance(row[name], list) else [row[name]] for name in _LIMITS & set(row)}
    for number in range(max(map(len, ends.values()), default=0)):
        yield Limit(**{name: float(figures[min(number, len(figures) - 1)]) for name, figures in ends.items()})


def _variant(row: Mapping[str, Any]) -> Variant:
    _only(row, {"when", *_LIMITS})
    (limit,) = _limits(row)
    return Variant(tuple(map(_condition, row["when"])), limit)


def _own(row: Mapping[str, Any], origins: Mapping[str, Origin]) -> OwnLimit:
    _only(row, {"profiles", "origin", *_LIMITS})
    (limit,) = _limits(row)
    return OwnLimit(_profiles(row, "profiles"), limit, origins[row["origin"]])


def _contradiction(row: Mapping[str, Any]) -> Contradiction:
    _only(row, {"all", "said"})
    return Contradiction(tuple(map(_condition, row["all"])), _words(row, "said"))


def _condition(text: str) -> Condition:
    found = _CONDITION.match(text)
    if not found or (found[1] and found[3]):
        raise ValueError(f"{text!r} is no condition: `code`, `not code`, `code > 300` or `code > code`")
    if found[3]:
        return Condition(found[2], found[3], float(found[4] or 0), found[5] or "")
    return Condition(found[2], "not" if found[1] else "")


# -- What has to fit together ------------------------------------------------------------------------------------------


def _flaws(criterion: Criterion, row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one criterion by itself."""
    if not re.fullmatch(r"[a-z_]+", criterion.code) or len(criterion.code) > _LONGEST_CODE:
        yield "`code` has small Latin letters and at most 40 of them"
    if not criterion.clause or len(criterion.clause) > _LONGEST_CLAUSE:
        yield f"`clause` is there and has at most {_LONGEST_CLAUSE} characters"
    if not criterion.of <= frozenset(PARTS):
        yield f"`of` names parts of a place: {', '.join(PARTS)}"
    if not criterion.kinds:
        yield "`for` names at least one kind of place"
    if criterion.is_fact:
        if criterion.unit or criterion.limits or criterion.critical or criterion.profiles:
            yield "a fact is answered by yes or no and never judged: no unit, limit, people"
        return
    if not (criterion.is_official or criterion.profiles):
        yield "what is not `official` is needed by some of the `profiles`"
    if criterion.cost not in COSTS:
        yield f"`cost` is one of {', '.join(COSTS)}"
    yield from _flaws_of_people(criterion, row)
    if criterion.unit:
        yield from _flaws_of_a_measure(criterion)
    elif {"plausible", "seldom_below", "variants", "own", "bars_beyond", *_LIMITS} & set(row):
        yield "limits want a `unit`"


def _flaws_of_people(criterion: Criterion, row: Mapping[str, Any]) -> Iterator[str]:
    if not criterion.bars <= criterion.profiles or ("bars" in row and not criterion.critical):
        yield "`bars` are some of the `profiles`, of what is critical"
    for name, limits in (("own", criterion.own_limits), ("bars_beyond", criterion.bars_beyond)):
        if not frozenset(one for own in limits for one in own.profiles) <= criterion.profiles:
            yield f"`{name}` is for some of the `profiles`"


def _flaws_of_a_measure(criterion: Criterion) -> Iterator[str]:
    if criterion.unit not in UNITS:
        yield f"`unit` is one of {', '.join(UNITS)}"
    if not criterion.limits:
        yield "what is measured has a limit: `least`, `most` or both"
    low, high = criterion.plausible
    if not low < high:
        yield "`plausible` is the least and the most that is believed"
    if criterion.seldom_below and not low < criterion.seldom_below <= high:
        yield "`seldom_below` is plausible"
    limits = [
        *criterion.limits,
        *(one.limit for one in criterion.variants),
        *(one.limit for one in criterion.own_limits),
    ]
    for one in criterion.bars_beyond:
        if any(_forbids(one.limit, limit) for limit in limits):
            yield "`bars_beyond` shuts nobody out by what the norm allows"
    limits += [one.limit for one in criterion.bars_beyond]
    for limit in limits:
        ends = [end for end in (limit.least, limit.most) if end is not None]
        if ends != sorted(ends) or not all(low <= end <= high for end in ends):
            yield "limits are plausible, and `least` is not more than `most`"


def _forbids(strict: Limit, limit: Limit) -> bool:
    """Whether one limit forbids something that another one allows."""
    least = strict.least is not None and (limit.least is None or limit.least < strict.least)
    return least or (strict.most is not None and (limit.most is None or limit.most > strict.most))


def _check_whole(norm: Norm) -> None:
    """Raises ValueError where criteria do not fit together."""
    if len(norm.by_code) < len(norm.criteria) or len(norm.by_clause) < len(norm.criteria):
        raise ValueError("two criteria have the same `code` or the same `clause`")
    if not (norm.beyond.uk or all(one.is_official for one in norm.criteria)):
        raise ValueError("`beyond` says how answers cite what is not `official`")
    earlier: dict[str, Criterion] = {}
    for criterion in norm.criteria:
        for condition in criterion.applies:
            if condition.code not in earlier:
                raise ValueError(
                    f"{criterion.code} depends on {condition.code}, which does not come before it"
                )
            if not (criterion.of <= earlier[condition.code].of or condition.code == norm.upstairs):
                raise ValueError(
                    f"{criterion.code} depends on {condition.code}, which is asked of no such part"
                )
        earlier[criterion.code] = criterion
    if norm.upstairs and not (norm.upstairs in norm.by_code and norm.by_code[norm.upstairs].is_fact):
        raise ValueError("`upstairs` is the code of a fact")
    for condition in _conditions(norm):
        asked = norm.by_code.get(condition.code)
        if asked is None:
            raise ValueError(f"nothing is called {condition.code}, on which something depends")
        if condition.is_measured != bool(asked.unit):
            raise ValueError(f"a condition on {condition.code} does not fit what is asked there")
        if condition.than:
            _check_compared(norm, condition)


def _check_compared(norm: Norm, condition: Condition) -> None:
    """Raises ValueError unless two measures in one unit are compared; what is asked never depends on that."""
    asked, other = norm.by_code[condition.code], norm.by_code.get(condition.than)
    if other is None or other.unit != asked.unit:
        raise ValueError(
            f"{condition.code} is compared with {condition.than}, which is no measure in its unit"
        )
    if not any(condition in one.all for one in norm.contradictions):
        raise ValueError(f"only contradictions compare {condition.code} with {condition.than}")


def _conditions(norm: Norm) -> Iterator[Condition]:
    for criterion in norm.criteria:
        yield from criterion.applies
        for variant in criterion.variants:
            yield from variant.when
    for contradiction in norm.contradictions:
        yield from contradiction.all
