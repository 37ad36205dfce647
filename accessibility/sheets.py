"""One audit with its answers, or several of the same part, as a norm asks for them: what they come to by themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from accessibility import merging, norms, rules
from accessibility.criteria import FLOOR, OFFICIAL, Criterion, Norm
from accessibility.disputes import Dispute, Rulings, Said, undisputed
from accessibility.models import Answer, PlacePart
from accessibility.vocabulary import OPENSTREETMAP, Profile

#: field of an audit → whose verdict it holds
PERSONS = {"verdict": OFFICIAL} | {profile.field: profile.value for profile in Profile}
#: what a Sheet is made of
AUDIT_FIELDS = (
    *("pk", "place_id", "place__kind", "part_id", "part__kind", "part__floor", "made_on"),
    *("made_by_id", "authority_code", "authority_name", "is_dated"),
    *("norm", "judged_by", "override_reason", *PERSONS),
)
ANSWER_FIELDS = (
    *("pk", "audit_id", "norm", "clause", "code"),
    *("value", "unit", "outcome", "critical", "is_sure", "is_change"),
)


class Sheet:
    """The answers of one audit as its norm asks for them: rows of Answer, by the names of their fields."""

    def __init__(
        self, audit: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], norm: Norm, kind: str
    ) -> None:
        self.part = audit["part__kind"] or ""
        asked = {criterion.code for criterion in norm.of_kind(kind, self.part)}
        self.norm, self.kind = norm, kind
        self._audit, self._rows = audit, rows
        #: what two auditors say differently, and nobody has settled; of audits that are read together
        self.disputes: Sequence[Dispute] = ()
        #: codes that tags answer, and nobody else, with the day of each, where it is known
        self.by_tags: Mapping[str, date | None] = {}
        self._known = [row for row in rows if row["code"] in asked]
        needs = {criterion.code for criterion in norm.criteria if not criterion.is_official}
        self._foreign = [row for row in rows if row["code"] not in asked | needs]
        known = known_of_floor(norm, self.part, audit["part__floor"])
        self.answers = {code: rules.Given(rules.YES if is_so else rules.NO) for code, is_so in known}
        self.answers |= {row["code"]: given(norm.by_code[row["code"]], row) for row in self._known}
        self.judged = rules.judge(norm, kind, self.answers, self.part)

    @classmethod
    def of(cls, audit: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], under: str = "") -> "Sheet":
        """The sheet of an audit under its own norm, or under another one."""
        norm = norms.norm_of(under or audit["judged_by"] or audit["norm"])
        return cls(audit, rows, norm, audit["place__kind"])

    @classmethod
    def together(
        cls,
        audits: Sequence[Mapping[str, Any]],
        answers: Mapping[int, Sequence[Mapping[str, Any]]],
        rulings: Rulings,
        part: PlacePart | None = None,
        words: Sequence[Said] = (),
    ) -> "Sheet":
        """What audits of one place or part say together, the newest one first, under the norm of that one, and the
        `words` of second auditors about them; with `part`, what they say of it."""
        newest = audits[0]
        norm, kind = norms.norm_of(newest["judged_by"] or newest["norm"]), newest["place__kind"]
        tags = {audit["pk"] for audit in audits if audit["authority_name"] == OPENSTREETMAP}
        told = [
            Said(
                audit["pk"],
                audit["made_on"],
                "" if audit["pk"] in tags else _who(audit),
                answers.get(audit["pk"], ()),
            )
            for audit in audits
        ]
        # A tag says what nobody else has said, however new it is.
        told = sorted([*told, *words], key=lambda one: (one.audit not in tags, one.when), reverse=True)
        found = undisputed(norm, told, rulings, norms.assessment().disputed_within)
        rows = merging.last_said(norm, found.audits)
        if part is None:
            sheet = cls(newest, rows, norm, kind)
        else:
            asked = {criterion.code for criterion in norm.of_kind(kind, part.kind)}
            of_part = {"part__kind": part.kind, "part__floor": part.floor}
            sheet = cls({**newest, **of_part}, [row for row in rows if row["code"] in asked], norm, kind)
        sheet.disputes = found.disputes
        days = {audit["pk"]: audit["made_on"] if audit["is_dated"] else None for audit in audits}
        sheet.by_tags = {row["code"]: days[row["audit_id"]] for row in rows if row.get("audit_id") in tags}
        return sheet

    @property
    def numbers(self) -> list[int]:
        """The answers that count, by their numbers; those of words have none."""
        return [row["pk"] for row in self._rows if "pk" in row]

    def said(self) -> dict[str, Any]:
        """What is known, as it is sent from the field."""
        return said(self._known)

    @property
    def days(self) -> dict[str, date]:
        """Code of a criterion → the day on which it was answered; of audits that are read together."""
        return {row["code"]: row["made_on"] for row in self._known if "made_on" in row}

    @property
    def since(self) -> date | None:
        """The day of the oldest answer that counts; that of the newest audit where nothing was said."""
        return min(
            (row["made_on"] for row in self._rows if "made_on" in row and merging.is_said(row)),
            default=self._audit["made_on"] or None,
        )

    @classmethod
    def blank(cls, kind: str, part: str = "", floor: int | None = None) -> "Sheet":
        """The sheet of what nobody has audited, under the current norm."""
        norm = norms.current()
        audit = dict.fromkeys(AUDIT_FIELDS, "") | {
            "norm": norm.code,
            "part__kind": part,
            "part__floor": floor,
        }
        return cls(audit, [], norm, kind)

    @property
    def is_answered(self) -> bool:
        return bool(self._rows)

    @property
    def is_judged(self) -> bool:
        """A verdict that came without any answer is somebody's word: nothing could be judged by."""
        return bool(self._rows or not self._audit["override_reason"])

    def verdicts(self) -> dict[str, str]:
        """The verdicts by the fields that hold them."""
        found = rules.verdicts(self.judged, map(_as_given, self._foreign))
        if self._audit["override_reason"]:
            found[OFFICIAL] = self._audit["verdict"]
        elif not self._audit["norm"]:
            # Made by a list of questions that is not ours, which is for its authority to complete.
            found[OFFICIAL] = rules.verdict(self._all_as_given())
        return {field: found[person] for field, person in PERSONS.items()}

    @property
    def others(self) -> list[rules.Answer]:
        """Answers to what its norm does not ask here."""
        return [_as_given(row) for row in self._foreign]

    def officially(self) -> Iterator[rules.Judged]:
        """What is judged, for everybody: of a list of questions that is not ours only what was answered counts."""
        for one in self.judged:
            if self._audit["norm"] or one.criterion.code in self.answers:
                yield one
            else:
                yield replace(one, persons=one.persons - {OFFICIAL}, bars=one.bars - {OFFICIAL})

    def outcomes(self) -> dict[int, str]:
        """Answers (by number) whose outcome is another one than is written: it follows from what was measured."""
        judged = {
            one.criterion.code: one.outcome
            for one in reversed(self.judged)
            if OFFICIAL in one.persons or not one.criterion.is_official
        }
        wanted = {
            row["pk"]: _outcome(self.norm.by_code[row["code"]], row, judged.get(row["code"], rules.UNKNOWN))
            for row in self._known
        }
        return {row["pk"]: wanted[row["pk"]] for row in self._known if wanted[row["pk"]] != row["outcome"]}

    def _all_as_given(self) -> Iterator[rules.Answer]:
        yield from map(_as_given, self._foreign)
        for row in self._known:
            criterion = self.norm.by_code[row["code"]]
            if criterion.is_official and not criterion.is_fact:
                yield _as_given({**row, "critical": row["critical"] or criterion.critical})


def _who(audit: Mapping[str, Any]) -> str:
    """Whoever made an audit: a person, else an authority by its code or its name; empty where nobody is known."""
    if audit["made_by_id"]:
        return person(audit["made_by_id"])
    return audit["authority_code"] or " ".join(audit["authority_name"].casefold().split())


def person(number: int) -> str:
    """How an auditor is told from others."""
    return f"person {number}"


def known_of_floor(norm: Norm, part: str, floor: int | None) -> Iterator[tuple[str, bool]]:
    """What is known of a floor by its number alone, as a fact of the norm."""
    if part == FLOOR and floor is not None and norm.upstairs:
        yield norm.upstairs, floor != 1


def given(criterion: Criterion, row: Mapping[str, Any]) -> rules.Given:
    """What a row of Answer says to a criterion: nothing where its auditor was not sure."""
    if not row["is_sure"]:
        return rules.Given()
    if row["value"] is None:
        return rules.Given(row["outcome"])
    return rules.Given(value=rules.in_unit(row["value"], row["unit"], criterion.unit))


def rows_of(norm: Norm, answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of answers to the criteria of a norm, as they are given; what is none of them is left out."""
    for code, answer in answers.items():
        criterion = norm.by_code.get(code)
        if criterion is not None:
            yield {
                "code": code,
                "norm": norm.cites(criterion).uk,
                "clause": criterion.clause,
                "question": criterion.text.uk,
                "critical": criterion.critical,
                "is_sure": answer is not None,
                **_from_the_field(criterion, answer),
            }


def _from_the_field(criterion: Criterion, answer: Any) -> dict[str, Any]:
    """Value, unit and outcome of an answer from the field: yes, no, a number, or None of somebody who is not sure."""
    if answer is None:
        return {"value": None, "unit": "", "outcome": rules.UNKNOWN}
    if criterion.unit:
        return {"value": float(answer), "unit": criterion.unit, "outcome": rules.UNKNOWN}
    yes, no = (rules.YES, rules.NO) if criterion.is_fact else (rules.PASS, rules.FAIL)
    return {"value": None, "unit": "", "outcome": yes if answer else no}


#: what is sent from the field for an answer in words
_SAID = {rules.YES: True, rules.PASS: True, rules.NO: False, rules.FAIL: False}


def said(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Answers as they are sent from the field: yes, no, a number, or None of somebody who is not sure."""
    return {
        row["code"]: _said(row)
        for row in rows
        if row["code"] and (not row["is_sure"] or row["value"] is not None or row["outcome"] in _SAID)
    }


def _said(row: Mapping[str, Any]) -> Any:
    if not row["is_sure"]:
        return None
    return _SAID[row["outcome"]] if row["value"] is None else row["value"]


def _as_given(row: Mapping[str, Any]) -> rules.Answer:
    return rules.Answer(row["outcome"] if row["is_sure"] else rules.UNKNOWN, row["critical"])


def _outcome(criterion: Criterion, row: Mapping[str, Any], judged: str) -> str:
    """What an answer's outcome has to be; a fact that came as met or not met is a yes or a no."""
    if criterion.is_fact:
        facts = {rules.PASS: rules.YES, rules.FAIL: rules.NO}
        return facts.get(row["outcome"], row["outcome"])
    return row["outcome"] if row["value"] is None else judged


def answers_of(audits: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
    """The rows of the answers of audits, by the audit's number."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in Answer.objects.order_by().filter(audit__in=audits).values(*ANSWER_FIELDS).iterator():
        found[row["audit_id"]].append(row)
    return found
