"""Files of norms: those that are here are whole, and a mistake in one is told with its place."""

import re
from pathlib import Path

import pytest

from accessibility import checks, norms
from accessibility.criteria import GENERAL, PROFILES
from accessibility.norms import NormRefused, read_assessment, read_norm
from accessibility.vocabulary import BarrierKind

CURRENT = norms.FOLDER / "dbn-v2.2-40-2018.toml"

SMALL = """
type = "norm"
name = "ДБН"
version = "1"
title = { uk = "Норма", en = "Norm" }
[origins.book]
certainty = "F"
words = { uk = "книга", en = "a book" }
checked_on = 2026-01-01
[groups]
shops = ["shop"]
[[criteria]]
code = "ramp"
clause = "5"
fact = true
text = { uk = "Пандус", en = "A ramp" }
question = { uk = "Чи є пандус?", en = "Is there a ramp?" }
for = ["shops"]
origin = "book"
[[criteria]]
code = "slope"
clause = "5.1"
text = { uk = "Ухил", en = "The slope" }
question = { uk = "Який ухил?", en = "How steep?" }
for = ["shops"]
applies = ["ramp"]
unit = "%"
most = 8
plausible = [0, 40]
critical = true
profiles = ["wheelchair", "pram"]
bars = ["wheelchair"]
cost = "L"
origin = "book"
"""


def _contradiction(condition: str) -> str:
    said = '{ uk = "Ні", en = "No" }'
    return f'[[contradictions]]\nall = ["{condition}"]\nsaid = {said}\n[groups]'


def written(folder: Path, text: str) -> Path:
    path = folder / "norm.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_are_whole() -> None:
    assert list(checks.flaws()) == []
    assert norms.current().code == "dbn-v2.2-40-2018"
    assert set(norms.barriers()) == set(BarrierKind.values)


def test_every_requirement_tells_how_sure_it_is() -> None:
    criteria = norms.current().criteria
    assert all(one.origin.words.uk and one.origin.words.en and one.origin.checked_on for one in criteria)
    doubtful = {one.code for one in criteria if one.origin.certainty == GENERAL}
    assert {"threshold", "turning", "path_slope", "kerb"} <= doubtful
    assert not {"ramp_slope", "door_width", "handrails", "basin_height"} & doubtful


def test_a_clause_that_has_words_has_them_in_english() -> None:
    told = [one.clause_in_words for one in norms.current().criteria]
    assert not [one.en for one in told if re.search("[А-яІіЇїЄєҐґ]", one.en)]
    assert all(one.en and one.uk for one in told)


def test_somebody_needs_each_of_the_six() -> None:
    concerned = {person for one in norms.current().criteria for person in one.profiles}
    assert concerned == set(PROFILES)


def test_what_no_clause_is_known_for_is_general_knowledge_or_a_published_list() -> None:
    norm = norms.current()
    needs = [one for one in norm.criteria if not one.is_official]
    assert {"sound_signal", "guide_dog", "tactile_plan", "written_help", "sign_language"} <= {
        one.code for one in needs
    }
    assert all(norm.cites(one).uk != norm.name for one in needs)
    # That tactile paving and call buttons are asked for was read in lists; of the rest nothing was read.
    assert {one.code for one in needs if one.origin.certainty != GENERAL} == {"tactile_guide", "call_button"}


@pytest.mark.parametrize("kind", ["shop", "service_centre", "hospital", "station", "culture", "restaurant"])
def test_nobody_who_does_not_see_or_hear_is_judged_by_one_thing_alone(kind: str) -> None:
    asked = norms.current().of_kind(kind)
    assert sum("blind" in one.profiles for one in asked) > 8
    assert sum("deaf" in one.profiles for one in asked) >= 2


def test_the_self_assessment_is_in_summer() -> None:
    assessment = norms.assessment()
    assert (assessment.opens, assessment.closes) == ((6, 1), (8, 31))
    assert assessment.classes["accessible"].uk == "безбар’єрний"


def test_a_norm_is_added_by_a_file(tmp_path: Path) -> None:
    norm = read_norm(written(tmp_path, SMALL))
    assert [one.code for one in norm.of_kind("shop")] == ["ramp", "slope"]
    assert norm.of_kind("park") == ()


@pytest.mark.parametrize(
    ("mistake", "instead", "told"),
    [
        ("[[criteria]]", "[[criteria", "norm.toml: it cannot be read as TOML"),
        ('type = "norm"', 'type = "law"', "`type` has to be"),
        ('name = "ДБН"\n', "", "norm.toml: 'name' is missing"),
        ('code = "slope"', 'code = "Slope"', "norm.toml, Slope: `code` has small Latin letters"),
        ('code = "slope"', 'code = "ramp"', "two criteria have the same"),
        ('clause = "5.1"', 'clause = "5"', "two criteria have the same"),
        ('clause = "5.1"', 'clause = ""', "slope: `clause` is there"),
        ('clause = "5.1"', 'clause = { uk = "5.1 (ухил)" }', "slope: `clause` is said in `uk` and in `en`"),
        (
            ', en = "The slope" }',
            " }",
            "slope: `text` is said in `uk` and in `en`",
        ),
        ('for = ["shops"]\napplies', "for = []\napplies", "slope: `for` names at least one kind"),
        ('applies = ["ramp"]', 'applies = ["lift"]', "slope depends on lift, which does not come before it"),
        ('applies = ["ramp"]', 'applies = ["ramp = 3"]', "'ramp = 3' is no condition"),
        ('applies = ["ramp"]', 'applies = ["ramp > 3"]', "a condition on ramp does not fit"),
        ('applies = ["ramp"]', 'applies = ["slope > height"]', "slope depends on slope, which does not come"),
        (
            "most = 8\n",
            'most = 8\nvariants = [{ when = ["slope > slope"], most = 10 }]\n',
            "only contradictions compare slope with slope",
        ),
        (
            "[groups]",
            _contradiction("slope > height"),
            "slope is compared with height, which is no measure in its unit",
        ),
        (
            "[groups]",
            _contradiction("slope > ramp"),
            "slope is compared with ramp, which is no measure in its unit",
        ),
        ('unit = "%"', 'unit = "inch"', "slope: `unit` is one of mm, m, %, lx, pcs"),
        ('unit = "%"\n', "", "slope: limits want a `unit`"),
        ("most = 8\n", "", "slope: what is measured has a limit"),
        ("most = 8", "most = 80", "slope: limits are plausible"),
        ("most = 8", "least = 9\nmost = 8", "slope: limits are plausible"),
        ("plausible = [0, 40]", "plausible = [40, 0]", "`plausible` is the least and the most"),
        ("plausible = [0, 40]\n", "", "`plausible` is the least and the most"),
        ("most = 8\n", "most = 8\nseldom_below = 50\n", "slope: `seldom_below` is plausible"),
        (
            'profiles = ["wheelchair", "pram"]',
            'profiles = ["cyclist"]',
            "slope: `profiles`: nobody is called cyclist",
        ),
        ('bars = ["wheelchair"]', 'bars = ["deaf"]', "slope: `bars` are some of the `profiles`"),
        (
            "most = 8\n",
            'most = 8\nbars_beyond = [{ profiles = ["wheelchair"], most = 7, origin = "book" }]\n',
            "slope: `bars_beyond` shuts nobody out by what the norm allows",
        ),
        (
            "most = 8\n",
            'most = 8\nbars_beyond = [{ profiles = ["wheelchair"], least = 1, origin = "book" }]\n',
            "slope: `bars_beyond` shuts nobody out by what the norm allows",
        ),
        (
            "most = 8\n",
            'most = 8\nbars_beyond = [{ profiles = ["deaf"], most = 15, origin = "book" }]\n',
            "slope: `bars_beyond` is for some of the `profiles`",
        ),
        (
            "most = 8\n",
            'most = 8\nbars_beyond = [{ profiles = ["wheelchair"], most = 50, origin = "book" }]\n',
            "slope: limits are plausible",
        ),
        ("critical = true\n", "", "slope: `bars` are some of the `profiles`, of what is critical"),
        ('cost = "L"', 'cost = "XL"', "slope: `cost` is one of S, M, L"),
        (
            'cost = "L"\norigin = "book"',
            'cost = "L"\norigin = "hearsay"',
            "slope: 'hearsay' is missing or not known",
        ),
        ('certainty = "F"', 'certainty = "sure"', '`certainty` is "F"'),
        (
            "fact = true",
            "fact = true\ncritical = true",
            "ramp: a fact is answered by yes or no and never judged",
        ),
        ('cost = "L"', 'cost = "L"\ncolour = "red"', "slope: there is no colour here"),
        ('cost = "L"', 'cost = "L"\nofficial = false', "`beyond` says how answers cite what is not"),
        (
            'critical = true\nprofiles = ["wheelchair", "pram"]\nbars = ["wheelchair"]\n',
            "official = false\n",
            "slope: what is not `official` is needed by some of the `profiles`",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, mistake: str, instead: str, told: str) -> None:
    assert mistake in SMALL
    with pytest.raises(NormRefused) as refused:
        read_norm(written(tmp_path, SMALL.replace(mistake, instead)))
    assert told in str(refused.value)


def test_a_day_that_there_is_not_is_refused(tmp_path: Path) -> None:
    text = (norms.FOLDER / "kmu-537-2025.toml").read_text(encoding="utf-8")
    with pytest.raises(NormRefused, match=r"norm\.toml: day"):
        read_assessment(written(tmp_path, text.replace("opens = [6, 1]", "opens = [6, 31]")))


@pytest.mark.parametrize(
    ("name", "mistake", "instead", "told"),
    [
        ("barriers.toml", 'deaf = "none"\n', "", "barriers.toml, stairs: has to say for each"),
        (
            "barriers.toml",
            "[stairs]",
            "[ladder]",
            "each kind of barrier is weighed once, and no other: ladder, stairs",
        ),
        (
            "dbn-v2.2-40-2018.toml",
            "current = true",
            "current = false",
            "one norm has to be `current`, and none is",
        ),
        ("dbn-v2.2-40-2018.toml", '"housing", "office"', '"castle"', "no place is of the kind castle"),
    ],
)
def test_the_system_check_tells_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mistake: str, instead: str, told: str
) -> None:
    for path in norms.FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        wrong = text.replace(mistake, instead) if path.name == name else text
        (tmp_path / path.name).write_text(wrong, encoding="utf-8")
    monkeypatch.setattr(norms, "FOLDER", tmp_path)
    for known in (norms.norms, norms.assessment, norms.barriers):
        known.cache_clear()
    try:
        found = [str(error.msg) for error in checks.check_norms()]
    finally:
        for known in (norms.norms, norms.assessment, norms.barriers):
            known.cache_clear()
    assert any(told in flaw for flaw in found), found
