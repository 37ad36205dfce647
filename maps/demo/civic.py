"""Petitions and projects of the participatory budget: every stage, with a past.

The cohort of 2016 is as the city reported it: 150 petitions, of which 22 reached the threshold (250 signatures in 90
days, decision of the session of 31.03.2016; domain notes C3). Budgets follow the programme's caps (domain notes E).
"""

from datetime import date, timedelta
from decimal import Decimal

from maps.demo import seeds
from maps.demo.ground_tables import GENERATED
from maps.demo.owners import authority
from maps.demo.scene import COMMUNITY_KATOTTG, Scene
from maps.demo.tables import SOURCE, Table, Value, shapes
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


def petition_tables(scene: Scene, count: int) -> list[Table]:
    """Petitions: the cohort of 2016 and later ones, up to those that collect signatures today."""
    themes, ideas = Themes(scene), seeds.words("petition_ideas")
    rows: list[tuple[Value, ...]] = []
    geometries = []
    for number in range(count):
        idea = scene.choose(ideas)
        theme = themes.make(idea["title"], idea["where"])
        course = _cohort_petition(scene, number) if number < COHORT else _later_petition(scene)
        rows.append(_petition(number, idea["category"], theme, *course))
        geometries.append(theme.geometry)
    return [
        Table(
            "petitions.Petition",
            (
                *("source", "location_source", "external_id", "number", "category", "title", "text"),
                *("authority_name", "authority_code", "katottg", "started_on", "collect_until", "signatures"),
                *("threshold", "initiator", "status", "answered_on", "answer_text"),
            ),
            rows,
            {"geom": shapes(geometries)},
        )
    ]


def _petition(
    number: int,
    category: str,
    theme: Theme,
    started: date,
    status: str,
    signatures: int | None,
    answered: date | None,
) -> tuple[Value, ...]:
    written = f"{started.year}/{number + 1:04d}"
    source = {"none": "unknown", "street": "street"}.get(theme.where, GENERATED)
    text = f"Просимо міську раду розглянути питання: {theme.title}. (Текст створено для демонстрації.)"
    return (
        *(SOURCE, source, f"petition-{number + 1:05d}", written, category, theme.title, text),
        *(
            _COUNCIL.name,
            _COUNCIL.code,
            COMMUNITY_KATOTTG,
            started,
            started + timedelta(days=COLLECTING_DAYS),
        ),
        *(signatures, THRESHOLD, "Ініціатор (демо)", status, answered, _ANSWERS.get(status, "")),
    )


def _cohort_petition(scene: Scene, number: int) -> tuple[date, str, int, date]:
    """One of the petitions of 2016, all of them long answered."""
    started = _FIRST_DAY + timedelta(days=scene.number(0, (date(COHORT_YEAR, 12, 31) - _FIRST_DAY).days))
    if number < COHORT_REACHED:
        status = scene.choose(("supported", "partly_supported", "not_supported", "answered"), (8, 6, 5, 3))
        return started, status, scene.number(THRESHOLD, 900), started + timedelta(days=scene.number(60, 110))
    return started, "failed", _few(scene), started + timedelta(days=scene.number(95, 125))


def _few(scene: Scene) -> int:
    """Signatures of a petition that did not reach the threshold: mostly a handful."""
    return int((THRESHOLD - 1) * scene.random.random() ** 2.4) + (1 if scene.chance(0.9) else 0)


def _later_petition(scene: Scene) -> tuple[date, str, int | None, date | None]:
    span = (scene.today - date(2017, 1, 1)).days
    age = scene.number(0, 130) if scene.chance(0.22) else scene.number(0, span)
    started = scene.today - timedelta(days=age)
    if age <= 2 and scene.chance(0.6):
        return started, "moderation", None, None
    if scene.chance(0.05):
        refused = scene.chance(0.7)
        return (
            started,
            "refused" if refused else "withdrawn",
            scene.number(0, 40),
            started + timedelta(days=2),
        )
    if scene.chance(0.01):
        return started, "unknown", None, None
    if age <= COLLECTING_DAYS:
        signatures = min(_few(scene), int(THRESHOLD * (0.15 + age / COLLECTING_DAYS)))
        reached = scene.chance(0.07)
        return (
            started,
            "reached" if reached else "collecting",
            THRESHOLD + 12 if reached else signatures,
            None,
        )
    if not scene.chance(0.2):
        return (
            started,
            "failed",
            min(_few(scene), THRESHOLD - 1),
            started + timedelta(days=COLLECTING_DAYS + 5),
        )
    signatures = scene.number(THRESHOLD, 1400)
    if age <= COLLECTING_DAYS + 14:
        return started, "review", signatures, None
    status = scene.choose(("supported", "partly_supported", "not_supported", "answered"), (9, 7, 6, 3))
    return started, status, signatures, started + timedelta(days=scene.number(70, COLLECTING_DAYS + 14))


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


def project_tables(scene: Scene, count: int, tenders: list[str]) -> list[Table]:
    """Projects; those whose works have begun are linked to purchases by their public identifier."""
    themes, ideas = Themes(scene), seeds.words("project_ideas")
    rows: list[tuple[Value, ...]] = []
    geometries = []
    for number in range(count):
        idea = scene.choose(ideas)
        theme = themes.make(idea["title"], idea["where"])
        rows.append(_project(scene, number, idea, theme, tenders))
        geometries.append(theme.geometry)
    return [
        Table(
            "projects.Project",
            (
                *("source", "location_source", "external_id", "number", "size", "scope", "category", "title"),
                *("description", "authority_name", "authority_code", "katottg", "votes", "author", "stage"),
                *("year", "decided_on", "budget_planned", "budget_spent", "responsible", "tender_ids"),
            ),
            rows,
            {"geom": shapes(geometries)},
        )
    ]


def _project(
    scene: Scene, number: int, idea: dict[str, str], theme: Theme, tenders: list[str]
) -> tuple[Value, ...]:
    year = scene.today.year if scene.chance(0.34) else scene.number(2018, scene.today.year - 1)
    present = year == scene.today.year
    stages = _PRESENT_STAGES if present else _PAST_STAGES
    stage = scene.choose(list(stages), list(stages.values()))
    low, high = int(idea["low"]), int(idea["high"])
    planned = Decimal(scene.number(low // 100, high // 100) * 100)
    spent = (planned * scene.number(88, 100) / 100).quantize(Decimal("0.01")) if stage == "done" else None
    if stage in ("running", "paused"):
        spent = (planned * scene.number(5, 70) / 100).quantize(Decimal("0.01"))
    votes = None if stage in ("submitted", "review", "not_admitted") else _votes(scene, won=stage in _WON)
    decided = None if stage in ("submitted", "review", "voting", "unknown") else _decided(scene, year)
    works = stage in ("running", "done") and bool(tenders)
    source = {"none": "unknown", "street": "street"}.get(theme.where, GENERATED)
    return (
        *(SOURCE, source, f"project-{number + 1:05d}", f"{year}/{number + 1:03d}"),
        "small" if planned < 120_000 else ("medium" if planned < 200_000 else "large"),
        "city" if theme.where in ("none", "park", "water") else "local",
        *(idea["category"], theme.title),
        f"{theme.title}: проєкт бюджету участі {year} року. (Опис створено для демонстрації.)",
        *(_COUNCIL.name, _COUNCIL.code, COMMUNITY_KATOTTG, votes, "Ініціатор (демо)", stage, year, decided),
        *(planned, spent, _ECONOMY.name, scene.choose(tenders) if works else ""),
    )


def _votes(scene: Scene, *, won: bool) -> int:
    return scene.number(480, 1100) if won else scene.number(12, 470)


def _decided(scene: Scene, year: int) -> date:
    day = date(year, 2, 1) + timedelta(days=scene.number(0, 240))
    return min(day, scene.today - timedelta(days=1))
