"""A petition's life in the database: what follows by rule, what its card says, and what the office may do."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from layers.civic.petitions import actions
from layers.civic.petitions.checks import check_rules
from layers.civic.petitions.models import Petition, SignatureCount
from layers.civic.petitions.progress import progress_of
from layers.civic.petitions.tasks import follow_petitions
from layers.civic.petitions.telling import in_sentences
from layers.civic.petitions.versions import versions
from layers.models import DayOff, HistoryEntry, ImportRun
from layers.registry import catalogue
from tests.kiosks.test_papers import pdf

pytestmark = pytest.mark.django_db
OFFICIAL = Path(__file__).parents[2] / "fixtures/official"


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def petition(**values: Any) -> Petition:
    made = Petition.objects.create(**({"title": "Світло на Лісній", "status": "collecting"} | values))
    actions.follow_one(made)
    return made


def test_a_petition_keeps_the_rules_of_its_beginning() -> None:
    one = petition(started_on=ago(10), submitted_on=ago(11), signatures=3)
    assert (one.rules_from, one.threshold) == (date(2016, 3, 31), 250)
    assert one.collect_until == ago(10) + timedelta(days=90)
    assert one.publish_by is not None


def test_a_threshold_is_never_guessed() -> None:
    before, unknown = petition(started_on=date(2015, 5, 1), signatures=3), petition(signatures=3)
    for one in (before, unknown):
        assert (one.threshold, one.rules_from, one.collect_until) == (None, None, None)
        assert one.status == "collecting"
    with translation.override("en"):
        assert "how many are needed is not known" in in_sentences(vars(unknown))


def test_days_off_move_deadlines_with_the_daily_task() -> None:
    one = petition(status="review", review_on=date(2026, 11, 20), started_on=date(2026, 6, 1))
    assert one.answer_by == date(2026, 12, 4)
    DayOff.objects.create(day=date(2026, 12, 1))
    follow_petitions.call()
    one.refresh_from_db()
    assert one.answer_by == date(2026, 12, 7)
    assert follow_petitions.call() == 0


def test_the_clock_moves_our_own_petitions_and_no_other() -> None:
    ours = petition(started_on=ago(100), signatures=3)
    theirs = petition(started_on=ago(100), signatures=3, source="annex34", external_id="1")
    assert (ours.status, theirs.status) == ("failed", "collecting")
    with translation.override("en"):
        assert "what followed is not told yet" in in_sentences(vars(theirs))


def test_what_is_late_is_said_plainly() -> None:
    one = petition(status="review", started_on=ago(200), review_on=ago(100))
    assert one.answer_by
    late = (timezone.localdate() - one.answer_by).days
    with translation.override("en"):
        assert f"It is late by {late} days." in in_sentences(vars(one))
    with translation.override("uk"):
        assert "Прострочено на" in in_sentences(vars(one))


def test_counts_make_a_series_and_never_go_down_untold() -> None:
    one = petition(started_on=ago(10))
    assert actions.count(one, {ago(5): 10, ago(3): 260}) == 2
    assert actions.count(one, {ago(5): 10, ago(3): 260}) == 0
    actions.follow_one(one)
    assert (one.signatures, one.status, one.reached_on) == (260, "reached", ago(3))
    for numbers in ({ago(2): 259}, {ago(3): 200}, {ago(5): 300}):
        with pytest.raises(actions.CountRefused):
            actions.count(one, numbers)
    assert one.counts.count() == 2
    actions.count(one, {ago(1): 255}, "вилучено накручені")
    assert list(one.counts.values_list("signatures", "correction")) == [
        (10, ""), (260, ""), (255, "вилучено накручені"),
    ]  # fmt: skip


def test_the_line_goes_from_nothing_to_the_newest_count_with_the_threshold_across() -> None:
    one = petition(started_on=ago(10))
    actions.count(one, {ago(5): 125, ago(0): 250})
    progress = progress_of(one.pk)
    assert progress is not None
    assert progress.line == "0.0,200.0 300.0,100.0 600.0,0.0"
    assert (progress.threshold_at, progress.top) == (0.0, 250)
    assert [(row.signatures, row.more) for row in progress.rows] == [(250, 125), (125, None)]
    assert progress_of(petition().pk) is None


def test_the_page_has_the_drawing_and_its_table(client: Client) -> None:
    one = petition(started_on=ago(10), title="<script>alert(1)</script> Світло")
    actions.count(one, {ago(5): 125, ago(0): 130})
    page = client.get(f"/petitions/{one.pk}/").content.decode()
    assert 'class="progress-line"' in page
    assert 'class="progress-threshold"' in page
    assert "130 of 250 signatures." in page
    assert "80 days are left." in page
    assert "<td>130</td>" in page
    assert "<script>alert" not in page


def test_drafts_and_refusals_are_for_the_office_only(client: Client) -> None:
    for status in ("draft", "moderation", "refused"):
        assert client.get(f"/petitions/{petition(status=status).pk}/").status_code == 404


def test_states_that_nobody_may_see_are_in_no_legend_and_no_filter(client: Client, signed_in: Any) -> None:
    petition(started_on=ago(5))
    office = signed_in("registrar")
    for address in ("/petitions/", "/plain?layers=petitions", "/legend/petitions"):
        told = client.get(f"{address}{'&' if '?' in address else '?'}lang=en").content.decode()
        assert "Collecting signatures" in told
        assert not [state for state in ("Draft", "Being checked", "Refused by") if state in told]
    assert "Being checked" in office.get("/petitions/?lang=en").content.decode()


def imported(tmp_path: Path, name: str, *lines: str) -> Path:
    file = tmp_path / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


HEAD = (
    "uid,kind,title,url,text,authorityName,authorityId,authorityCattutc,startDate,count,creator,status,"
    "answerDate,answerUrl,answerText"
)


def official(uid: str, started: date, count: int, status: str = "триває збір підписів") -> str:
    return (
        f"{uid},Благоустрій,Світло {uid},,,Рада,null,null,{started},{count},Ініціатор,{status},null,null,null"
    )


def take(file: Path) -> None:
    call_command("import_layer", "petitions", str(file), "--mapping", str(OFFICIAL / "annex34.toml"))


def test_annex_34_brings_life_and_counts(tmp_path: Path) -> None:
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 40)))
    one = Petition.objects.get(external_id="1")
    assert (one.threshold, one.collect_until) == (250, ago(20) + timedelta(days=90))
    assert list(one.counts.values_list("on", "signatures")) == [(timezone.localdate(), 40)]
    entries = HistoryEntry.objects.count()
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 40)))
    assert HistoryEntry.objects.count() == entries


def test_an_import_is_taken_back_with_its_counts(tmp_path: Path) -> None:
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 40)))
    take(imported(tmp_path, "more.csv", HEAD, official("1", ago(20), 55), official("2", ago(9), 7)))
    call_command("revert_import", str(ImportRun.objects.latest("pk").pk))
    one = Petition.objects.get()
    assert (one.external_id, one.signatures) == ("1", 40)
    assert list(one.counts.values_list("signatures", flat=True)) == [40]


def test_a_source_that_tells_fewer_signatures_is_shown_with_a_correction(tmp_path: Path) -> None:
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 40)))
    one = Petition.objects.get(external_id="1")
    one.counts.update(on=ago(1))
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 30)))
    newest = one.counts.get(on=timezone.localdate())
    assert newest.signatures == 30
    assert newest.correction


def test_a_petition_of_the_next_century_is_refused_with_a_reason(tmp_path: Path, capsys: Any) -> None:
    good, wrong = official("1", ago(20), 40), official("2", date(2126, 1, 1), 40)
    take(imported(tmp_path, "petitions.csv", HEAD, wrong, good))
    assert list(Petition.objects.values_list("external_id", flat=True)) == ["1"]
    said = "".join(capsys.readouterr())
    assert "started_on" in said
    assert "2126-01-01" in said


def test_a_failure_with_enough_signatures_is_refused_and_claims_nothing(tmp_path: Path, capsys: Any) -> None:
    head = (
        "№,Назва,Дата початку збору,Кількість підписів,Необхідно підписів,Статус,Автор,Відповідь,Дата відповіді,"
        "Дата завершення збору,Категорія,Посилання,Посилання на відповідь,Текст"
    )
    for needed in ("250", ""):
        line = f"1,Світло,{ago(100)},300,{needed},не набрала голосів,,,,,,,,"
        mapping = OFFICIAL.parent / "civic/petitions-table.toml"
        file = imported(tmp_path, "petitions.csv", head, line)
        call_command("import_layer", "petitions", str(file), "--mapping", str(mapping))
        assert "enough signatures" in "".join(capsys.readouterr())
    assert not Petition.objects.exists()
    with translation.override("en"):
        said = in_sentences({"status": "failed", "signatures": 300, "threshold": 250})
        assert "ordinary appeal" not in said
        assert "yet its source says" in said
        assert "ordinary appeal" in in_sentences({"status": "failed", "signatures": 3, "threshold": 250})


def test_an_answer_of_the_future_and_an_address_of_no_web_are_refused(tmp_path: Path, capsys: Any) -> None:
    answered = official("1", ago(200), 300, "підтримано").replace("null,null,null", f"{ago(-300)},null,null")
    scripted = official("2", ago(20), 3).replace("Світло 2,", "Світло 2,javascript:alert(1)")
    take(imported(tmp_path, "petitions.csv", HEAD, answered, scripted))
    assert not Petition.objects.exists()
    said = "".join(capsys.readouterr())
    assert "still to come" in said
    assert "not an address of the web" in said


def test_our_own_petition_collects_again_after_a_correction() -> None:
    one = petition(started_on=ago(10))
    actions.count(one, {ago(3): 260})
    actions.follow_one(one)
    assert (one.status, one.reached_on) == ("reached", ago(3))
    actions.count(one, {ago(1): 90}, "вилучено накручені")
    actions.follow_one(one)
    assert (one.status, one.reached_on, one.review_by) == ("collecting", None, None)


def test_the_office_tells_no_day_that_is_to_come(signed_in: Any) -> None:
    client, one = signed_in("registrar"), petition(started_on=ago(5), signatures=9)
    assert "still to come" in form(client, one, answered_on=str(ago(-1))).content.decode()


def test_votings_become_numbers_a_day_and_nobody_is_named(tmp_path: Path, capsys: Any) -> None:
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 3)))
    Petition.objects.get(external_id="1").counts.all().delete()
    rows = [
        "motionUid,voterName,motionTitle,date",
        f"1,Вигадана Особа,Світло,{ago(9)}",
        f"1,Інша Особа,Світло,{ago(9)}",
        f"1,Третя Особа,Світло,{ago(2)}",
        f"7,Четверта Особа,Нічия,{ago(2)}",
        "1,П'ята Особа,Світло,2126-01-01",
        "1,Шоста Особа,Світло,колись",
    ]
    file = imported(tmp_path, "votings.csv", *rows)
    call_command("import_votings", str(file))
    said = capsys.readouterr().out
    assert "3 signatures of 1 petitions, 2 days changed, 3 rows refused" in said
    assert list(SignatureCount.objects.values_list("on", "signatures")) == [(ago(9), 2), (ago(2), 3)]
    assert "Особа" not in said
    call_command("import_votings", str(file))
    assert "0 days changed" in capsys.readouterr().out


def test_a_part_of_the_signatures_takes_none_away(tmp_path: Path, capsys: Any) -> None:
    take(imported(tmp_path, "petitions.csv", HEAD, official("1", ago(20), 251)))
    file = imported(
        tmp_path, "votings.csv", "motionUid,voterName,motionTitle,date", f"1,Особа,Світло,{ago(9)}"
    )
    call_command("import_votings", str(file))
    assert "1 signatures in the file, 251 are known" in capsys.readouterr().out
    assert Petition.objects.get(external_id="1").signatures == 251
    Petition.objects.get(external_id="1").counts.all().delete()
    call_command("import_votings", str(file), "--fewer")
    assert Petition.objects.get(external_id="1").signatures == 1


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="motionUid"):
        call_command("import_votings", str(imported(tmp_path, "votings.csv", "who,when", "1,2")))


def form(client: Client, one: Petition, **values: Any) -> Any:
    address = f"/admin/petitions/petition/{one.pk}/change/"
    shown = client.get(address).context["adminform"].form
    told = {name: shown[name].value() for name in shown.fields if name != "answer_file"}
    told = {name: "" if value is None else value for name, value in told.items()}
    inline = {"counts-TOTAL_FORMS": "0", "counts-INITIAL_FORMS": "0"}
    return client.post(address, told | inline | values)


def test_the_office_moves_a_petition_by_the_table(signed_in: Any) -> None:
    client, one = signed_in("registrar"), petition(started_on=ago(5), signatures=9)
    refused = form(client, one, status="supported")
    assert refused.status_code == 200
    assert "After “collecting signatures” comes only:" in refused.content.decode()
    assert form(client, one, status="withdrawn").status_code == 302
    one.refresh_from_db()
    assert one.status == "withdrawn"


def test_the_office_corrects_the_beginning_and_the_end_follows(signed_in: Any) -> None:
    client, one = signed_in("registrar"), petition(started_on=ago(5), signatures=9)
    assert form(client, one, started_on=str(ago(4))).status_code == 302
    one.refresh_from_db()
    assert one.collect_until == ago(4) + timedelta(days=90)
    wrong = form(client, one, started_on="2126-01-01")
    assert "more than a year ahead" in wrong.content.decode()


def test_the_office_says_why_there_are_fewer(signed_in: Any) -> None:
    client, one = signed_in("registrar"), petition(started_on=ago(5))
    rows = {
        "counts-TOTAL_FORMS": "2", "counts-INITIAL_FORMS": "0",
        "counts-0-on": str(ago(3)), "counts-0-signatures": "9",
        "counts-1-on": str(ago(2)), "counts-1-signatures": "4",
    }  # fmt: skip
    assert "There are fewer signatures than before" in form(client, one, **rows).content.decode()
    assert form(client, one, **rows, **{"counts-1-correction": "двічі"}).status_code == 302
    one.refresh_from_db()
    assert one.signatures == 4


def test_the_figures_tell_months_and_categories(client: Client) -> None:
    petition(started_on=ago(5), category="Благоустрій")
    page = client.get("/petitions/figures").content.decode()
    assert "How many petitions began to collect signatures, by month" in page
    assert "Благоустрій" in page
    assert catalogue["petitions"].figures


def test_the_card_says_by_which_rules_and_how_sure_they_are(client: Client) -> None:
    page = client.get(f"/petitions/{petition(started_on=ago(5), signatures=3).pk}/").content.decode()
    told = page.split("By the rules in force since")[1].split("</details>")[0]
    assert "31.03.2016" in told
    assert told.count("to be checked") == 1
    unknown = petition(signatures=3, title="Без початку")
    assert "By the rules in force" not in client.get(f"/petitions/{unknown.pk}/").content.decode()


@pytest.fixture
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    Petition._meta.get_field("answer_file").storage._location = tmp_path / "papers"


def test_an_answer_is_a_document_that_was_looked_through(
    own_files: None, signed_in: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    office, one = signed_in("registrar"), petition(status="supported", started_on=ago(150))
    wrong = form(office, one, answer_file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 <html>"))
    assert "not a PDF from its beginning to its end" in wrong.content.decode()
    assert form(office, one, answer_file=SimpleUploadedFile("a.pdf", pdf())).status_code == 302
    one.refresh_from_db()
    address, stored = one.answer_file.url, Path(one.answer_file.path)
    assert f'href="{address}"' in client.get(f"/petitions/{one.pk}/").content.decode()
    opened = client.get(address)
    assert opened.headers["Content-Type"] == "application/pdf"
    Petition.objects.filter(pk=one.pk).update(publication="hidden", publication_reason="закон")
    assert client.get(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert not stored.exists()


@pytest.mark.parametrize(
    "flaw", ["[[rules]]\nvalid_from = 2016-03-31\n", "[[rules]]\nvalid_from = 'x'\n", "rules ="]
)
def test_a_file_of_rules_that_is_not_whole_is_told_at_start(settings: Any, tmp_path: Path, flaw: str) -> None:
    settings.PETITION_RULES = tmp_path / "petitions.toml"
    settings.PETITION_RULES.write_text(flaw)
    versions.cache_clear()
    (said,) = check_rules()
    assert "petitions.toml is not whole" in said.msg
    settings.PETITION_RULES = tmp_path / "none.toml"
    assert (check_rules(), versions()) == ([], ())
    versions.cache_clear()
