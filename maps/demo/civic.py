"""Petitions and projects of the participatory budget: every stage, with a past.

The cohort of 2016 is as the city reported it: 150 petitions, of which 22 reached the threshold (250 signatures in 90
days, decision of the session of 31.03.2016; domain notes C3). Budgets follow the programme's caps (domain notes E).
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import log

from layers.civic.petitions import rules
from layers.civic.petitions.versions import versions
from maps.demo import seeds
from maps.demo.owners import authority
from maps.demo.scene import COMMUNITY_KATOTTG, Scene
from maps.demo.tables import SOURCE, Row, Table, shapes
from maps.demo.tenders import Wanted, identifier_for_project
from maps.demo.themes import Theme, Themes

THRESHOLD, COLLECTING_DAYS = 250, 90
COHORT_YEAR, COHORT, COHORT_REACHED = 2016, 150, 22
#: the first petitions could be signed after the session that made the rules
_FIRST_DAY = date(2016, 4, 4)

_COUNCIL = authority("Слов’янська міська рада", 4)
_ECONOMY = authority("Управління економічного розвитку Слов’янської міської ради", 5)

_ANSWERS = {
    "supported": "Петицію підтримано. Роботи внесено до плану.",
    "partly_supported": "Петицію підтримано частково: у межах коштів бюджету.",
    "not_supported": "Петицію не підтримано: питання не належить до повноважень ради.",
    "answered": "Відповідь оприлюднено.",
}


@dataclass(frozen=True)
class Course:
    """How a petition has gone so far."""

    started_on: date
    status: str
    signatures: int | None = None
    answered_on: date | None = None
    reached_on: date | None = None
    review_on: date | None = None


#: days between two counts of signatures
_EACH = 7


def petition_tables(scene: Scene, count: int) -> list[Table]:
    """Petitions: the cohort of 2016 and later ones, up to those that collect signatures today."""
    themes, ideas = Themes(scene), seeds.words("petition_ideas")
    rows: list[Row] = []
    geometries = []
    for number in range(count):
        idea = scene.choose(ideas)
        theme = themes.make(idea["title"], idea["where"])
        course = _cohort_petition(scene, number) if number < COHORT else _later_petition(scene)
        rows.append(_petition(number, idea["category"], theme, course))
        geometries.append(None if theme.is_in_words else theme.geometry)
    return [
        Table.of_rows("petitions.Petition", rows, geometries={"geom": shapes(geometries)}),
        _counts(scene, rows),
    ]


def _counts(scene: Scene, rows: list[Row]) -> Table:
    """How signatures grew: many soon after the beginning, then fewer."""
    counts: list[Row] = []
    for number, row in enumerate(rows):
        signatures, started = row["signatures"], row["started_on"]
        if not isinstance(signatures, int) or not isinstance(started, date):
            continue
        days = max(1, min((scene.today - started).days, COLLECTING_DAYS))
        haste = _haste(scene, row, days)
        counts.extend(
            {
                "petition_id": number,
                "on": started + timedelta(days=end),
                "signatures": round(signatures * (end / days) ** haste),
                "correction": "",
            }
            for end in (*range(_EACH, days, _EACH), days)
        )
    return Table.of_rows("petitions.SignatureCount", counts, references={"petition_id": "petitions.Petition"})


def _haste(scene: Scene, row: Row, days: int) -> float:
    """How early most sign; so that the threshold is reached on the day that the petition tells."""
    signatures, started, reached = row["signatures"], row["started_on"], row["reached_on"]
    assert isinstance(signatures, int)
    assert isinstance(started, date)
    if isinstance(reached, date) and signatures > THRESHOLD and 0 < (reached - started).days < days:
        return log(THRESHOLD / signatures) / log((reached - started).days / days)
    return 0.35 + 0.6 * scene.random.random()


def _petition(number: int, category: str, theme: Theme, course: Course) -> Row:
    version = rules.in_force(versions(), course.started_on)
    assert version, "the demonstration has rules of petitions"
    due = rules.deadlines(
        version,
        submitted_on=course.started_on,
        started_on=course.started_on,
        reached_on=course.reached_on,
        review_on=course.review_on,
    )
    return {
        "source": SOURCE,
        "location_source": "unknown" if theme.is_in_words else theme.location_source,
        "external_id": f"petition-{number + 1:05d}",
        "number": f"{course.started_on.year}/{number + 1:04d}",
        "category": category,
        "title": theme.title,
        "text": f"Просимо міську раду розглянути питання: {theme.title}. (Текст створено для демонстрації.)",
        "authority_name": _COUNCIL.name,
        "authority_code": _COUNCIL.code,
        "katottg": COMMUNITY_KATOTTG,
        "submitted_on": course.started_on,
        "collect_until": due.collect_until,
        "threshold": THRESHOLD,
        "rules_from": version.valid_from,
        "publish_by": due.publish_by,
        "review_by": due.review_by,
        "answer_by": due.answer_by,
        "initiator": "Ініціатор (демо)",
        "answer_text": _ANSWERS.get(course.status, ""),
        **asdict(course),
    }


def _cohort_petition(scene: Scene, number: int) -> Course:
    """One of the petitions of 2016, all of them long answered."""
    started = _FIRST_DAY + timedelta(days=scene.number(0, (date(COHORT_YEAR, 12, 31) - _FIRST_DAY).days))
    if number < COHORT_REACHED:
        status = scene.choose(tuple(_ANSWERS), (8, 6, 5, 3))
        return Course(started, status, scene.number(THRESHOLD, 900), _after(started, scene.number(60, 110)))
    return Course(started, "failed", _few(scene))


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _few(scene: Scene) -> int:
    """Signatures of a petition that did not reach the threshold: mostly a handful."""
    return int((THRESHOLD - 1) * scene.random.random() ** 2.4) + (1 if scene.chance(0.9) else 0)


def _later_petition(scene: Scene) -> Course:
    span = (scene.today - date(2017, 1, 1)).days
    age = scene.number(0, 130) if scene.chance(0.22) else scene.number(0, span)
    started = scene.today - timedelta(days=age)
    if age <= 2 and scene.chance(0.6):
        return Course(started, "draft" if scene.chance(0.3) else "moderation")
    if scene.chance(0.05):
        status = "refused" if scene.chance(0.7) else "withdrawn"
        return Course(started, status, scene.number(0, 40), _after(started, 2))
    if scene.chance(0.01):
        return Course(started, "unknown")
    return _collecting(scene, started, age) if age <= COLLECTING_DAYS else _collected(scene, started, age)


def _collecting(scene: Scene, started: date, age: int) -> Course:
    signatures = min(_few(scene), int(THRESHOLD * (0.15 + age / COLLECTING_DAYS)))
    if scene.chance(0.07):
        return Course(started, "reached", THRESHOLD + 12, reached_on=_after(started, max(1, age - 2)))
    return Course(started, "collecting", signatures)


def _collected(scene: Scene, started: date, age: int) -> Course:
    if not scene.chance(0.2):
        signatures = min(_few(scene), THRESHOLD - 1)
        status = scene.choose(("failed", "appeal", "archived"), (6, 2, 2))
        # What failed is answered as an appeal, if at all.
        answered = None if status == "failed" else min(_after(started, COLLECTING_DAYS + 5), scene.today)
        return Course(started, status, signatures, answered)
    signatures = scene.number(THRESHOLD, 1400)
    reached = _after(started, scene.number(30, COLLECTING_DAYS - 20))
    if age <= COLLECTING_DAYS + 14:
        # Some of them have waited for too long.
        taken_up = _after(started, COLLECTING_DAYS) if scene.chance(0.6) else _after(reached, 3)
        return Course(started, "review", signatures, reached_on=reached, review_on=taken_up)
    status = scene.choose(tuple(_ANSWERS), (9, 7, 6, 3))
    answered = _after(started, scene.number(COLLECTING_DAYS - 10, COLLECTING_DAYS + 14))
    answered = min(answered, scene.today)
    return Course(started, status, signatures, answered, reached_on=reached, review_on=_after(reached, 3))


# -- Projects ----------------------------------------------------------------------------------------------------

_PAST_STAGES = {
    "done": 0.34,
    "lost": 0.40,
    "not_admitted": 0.14,
    "cancelled": 0.06,
    "paused": 0.05,
    "unknown": 0.01,
}
_PRESENT_STAGES = {
    "submitted": 0.16,
    "review": 0.20,
    "voting": 0.22,
    "won": 0.16,
    "running": 0.18,
    "not_admitted": 0.08,
}
_WON = {"won", "running", "done", "paused", "cancelled"}
_NOT_VOTED_ON = {"submitted", "review", "not_admitted"}
_NOT_DECIDED = {"submitted", "review", "voting", "unknown"}
#: stage → how much of the planned sum has been spent, in per cent
_SPENT = {"done": (88, 100), "running": (5, 70), "paused": (5, 70)}


def project_tables(scene: Scene, count: int) -> tuple[list[Table], list[Wanted]]:
    """Projects, and the purchases of those whose works have begun: they name them by their public identifier."""
    themes, ideas = Themes(scene), seeds.words("project_ideas")
    rows: list[Row] = []
    bought: list[Wanted] = []
    geometries = []
    for number in range(count):
        idea = scene.choose(ideas)
        theme = themes.make(idea["title"], idea["where"])
        year = scene.today.year if scene.chance(0.34) else scene.number(2018, scene.today.year - 1)
        fate = _fate(scene, year, (int(idea["low"]), int(idea["high"])))
        wanted = _wanted(scene, number, theme, fate)
        bought += [wanted] if wanted else []
        cited: Row = {"tender_ids": wanted.identifier if wanted else ""}
        rows.append(_project(number, year, idea["category"], theme) | fate | cited)
        geometries.append(theme.geometry)
    projects = Table.of_rows("projects.Project", rows, geometries={"geom": shapes(geometries)})
    return [projects, _documents(rows)], bought


def _wanted(scene: Scene, number: int, theme: Theme, fate: Row) -> Wanted | None:
    """The purchase for a project: after the decision, before the works, of its money."""
    decided, begins, planned = fate["decided_on"], fate["works_from"], fate["budget_planned"]
    is_bought = fate["stage"] in {"running", "done"} and theme.where != "none"
    if not (is_bought and isinstance(decided, date) and isinstance(begins, date)):
        return None
    assert isinstance(planned, Decimal)
    day = min(_after(decided, scene.number(3, 15)), begins)
    done = fate["budget_spent"] if fate["stage"] == "done" else None
    paid = (
        done
        if isinstance(done, Decimal)
        else (planned * scene.number(80, 100) / 100).quantize(Decimal("0.01"))
    )
    return Wanted(
        identifier_for_project(number, day), theme, day, planned, str(fate["contractor_name"]), paid
    )


def _project(number: int, year: int, category: str, theme: Theme) -> Row:
    """What is proposed."""
    about = f"{theme.title}: проєкт бюджету участі {year} року. (Опис створено для демонстрації.)"
    return {
        "source": SOURCE,
        "location_source": theme.location_source,
        "external_id": f"project-{number + 1:05d}",
        "number": f"{year}/{number + 1:03d}",
        "scope": "city" if theme.where in {"none", "park", "lake", "shore", "path"} else "local",
        "category": category,
        "title": theme.title,
        "description": about,
        "authority_name": _COUNCIL.name,
        "authority_code": _COUNCIL.code,
        "katottg": COMMUNITY_KATOTTG,
        "author": "Ініціатор (демо)",
        "year": year,
        "responsible": _ECONOMY.name,
    }


def _fate(scene: Scene, year: int, prices: tuple[int, int]) -> Row:
    """What has become of it."""
    stages = _PRESENT_STAGES if year == scene.today.year else _PAST_STAGES
    stage = scene.choose(list(stages), list(stages.values()))
    planned = Decimal(scene.number(prices[0] // 100, prices[1] // 100) * 100)
    spent = _spent(scene, stage, planned)
    votes = None if stage in _NOT_VOTED_ON else _votes(scene, won=stage in _WON)
    decided = None if stage in _NOT_DECIDED else _decided(scene, year)
    return {
        "size": _size(planned),
        "stage": stage,
        "budget_planned": planned,
        "budget_spent": spent,
        "votes": votes,
        "decided_on": decided,
        **_works(scene, stage, decided),
    }


def _works(scene: Scene, stage: str, decided: date | None) -> Row:
    """By whom and when, once it was decided and bought; some are late."""
    if stage not in _SPENT or decided is None:
        return {"contractor_name": "", "works_from": None, "works_until": None}
    begins = _after(decided, scene.number(50, 110))
    ends = begins + timedelta(days=scene.number(40, 220))
    return {
        "contractor_name": f"ТОВ «Демо Будівник {scene.number(1, 9)}»",
        "works_from": min(begins, scene.today),
        "works_until": min(ends, scene.today) if stage == "done" else ends,
    }


def _documents(rows: list[Row]) -> Table:
    """Decisions on those that were decided on; nothing is behind the addresses."""
    documents: list[Row] = [
        {
            "project_id": number,
            "title": "Рішення про переможців (демо)",
            "url": f"https://example.org/projects/{number + 1}/decision.pdf",
        }
        for number, row in enumerate(rows)
        if row["stage"] in _WON
    ]
    return Table.of_rows("projects.ProjectDocument", documents, references={"project_id": "projects.Project"})


def _size(planned: Decimal) -> str:
    if planned < 120_000:
        return "small"
    return "medium" if planned < 200_000 else "large"


def _spent(scene: Scene, stage: str, planned: Decimal) -> Decimal | None:
    if stage not in _SPENT:
        return None
    return (planned * scene.number(*_SPENT[stage]) / 100).quantize(Decimal("0.01"))


def _votes(scene: Scene, *, won: bool) -> int:
    return scene.number(480, 1100) if won else scene.number(12, 470)


def _decided(scene: Scene, year: int) -> date:
    day = date(year, 2, 1) + timedelta(days=scene.number(0, 240))
    return min(day, scene.today - timedelta(days=1))
