"""Audits in the field app: by finger on a phone, without a signal; what is not believed is told at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accessibility.models import Audit, Barrier, Opinion
from layers.registry import catalogue
from layers.surveys.models import Photo
from tests.e2e.test_field import photo
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def context(browser: Browser, live_server: Any, city: dict[str, Any]) -> Iterator[BrowserContext]:
    """The telephone of an auditor who stands in the middle of the city."""
    opened = browser.new_context(
        locale="uk-UA",
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        geolocation={"longitude": HERE[0], "latitude": HERE[1], "accuracy": 4},
        permissions=["geolocation", "accelerometer", "gyroscope"],
    )
    sign_in(opened, live_server, "first")
    yield opened
    opened.close()


def sign_in(context: BrowserContext, live_server: Any, name: str, role: str = "auditor") -> None:
    user, _is_new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


@pytest.fixture
def app(context: BrowserContext, live_server: Any) -> Page:
    """The app with the area of the pharmacy."""
    return taken_along(context, live_server)


def taken_along(context: BrowserContext, live_server: Any) -> Page:
    page = context.new_page()
    page.goto(f"{live_server.url}/field/")
    expect(page.get_by_role("link", name="Мій день")).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.get_by_role("link", name="Узяти ділянку з собою").click()
    page.get_by_role("button", name="Узяти з собою").click()
    expect(page.get_by_role("status").filter(has_text="Узято з собою")).to_be_visible()
    page.goto(f"{live_server.url}/field/")
    return page


def until(page: Page, condition: Callable[[], bool]) -> None:
    end = monotonic() + 15
    while not condition():
        assert monotonic() < end, "it did not come to pass"
        page.wait_for_timeout(100)


def step_to(page: Page, question: str) -> None:
    """Go on, question by question, until this one is asked."""
    for _step in range(60):
        if page.get_by_role("group", name=question).is_visible():
            return
        page.get_by_role("button", name="Далі").click()
    raise AssertionError(f"nobody asks: {question}")


def measure(page: Page, question: str, value: str) -> None:
    step_to(page, question)
    field = page.get_by_role("spinbutton", name=question)
    field.fill(value)
    field.blur()


def test_an_audit_without_a_signal_arrives_with_the_photo_of_its_criterion(
    app: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    app.reload()
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Чи є сходинки перед входом?")
    app.get_by_role("group", name="Чи є сходинки").get_by_role("radio", name="не впевнений").check()
    step_to(app, "Чи є пандус?")
    app.get_by_role("group", name="Чи є пандус?").get_by_role("radio", name="так").check()
    measure(app, "Який ухил пандуса?", "6.5")
    measure(app, "Яка висота порога?", "45")
    threshold = app.get_by_role("group", name="Яка висота порога?")
    threshold.locator("input[type=file]").set_input_files(photo())
    expect(threshold.locator(".album img")).to_have_count(1)
    # Half of an audit outlives the app.
    app.reload()
    app.get_by_role("button", name="Далі").wait_for()
    measure(app, "Яка висота порога?", "40")
    expect(app.get_by_role("group", name="Яка висота порога?").locator(".album img")).to_have_count(1)
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    assert not Audit.objects.exists()
    context.set_offline(False)
    app.get_by_role("link", name="Надсилання").click()
    app.get_by_role("button", name="Надіслати зараз").click()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    until(app, lambda: Photo.objects.filter(about="threshold", state="stored").exists())
    audit = Audit.objects.get()
    assert {one.code: one.value for one in audit.answers.all()} == {
        "steps": None, "ramp": None, "ramp_slope": 6.5, "threshold": 40,
    }  # fmt: skip
    assert not audit.answers.get(code="steps").is_sure
    assert audit.place.verdict == "barrier"


def test_a_threshold_of_5_is_asked_about_before_it_is_believed(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    measure(app, "Яка висота порога?", "5")
    threshold = app.get_by_role("group", name="Яка висота порога?")
    expect(threshold.locator(".echo")).to_have_text("5\u00a0мм = 0,5\u00a0см")
    expect(threshold).to_contain_text("незвично мало. Що виміряно?")
    assert Axe().run(app, "#screen").response["violations"] == []
    app.get_by_role("button", name="Зберегти").click()
    expect(threshold.get_by_role("alert").first).to_contain_text("Скажіть, котре з двох")
    threshold.get_by_role("button", name="50\u00a0мм = 5\u00a0см").click()
    expect(threshold.get_by_role("spinbutton")).to_have_value("50")
    expect(threshold.get_by_role("button", name="саме")).to_be_hidden()
    measure(app, "Яка висота порога?", "6")
    threshold.get_by_role("button", name="саме 6\u00a0мм").click()
    expect(threshold.get_by_role("alert")).to_be_hidden()
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    assert Audit.objects.get().answers.get().value == 6


def test_whoever_finds_it_otherwise_is_asked_whether_it_was_changed(
    app: Page, context: BrowserContext, live_server: Any
) -> None:
    app.get_by_role("link", name="Аптека").click()
    measure(app, "Яка висота порога?", "60")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    context.clear_cookies()
    sign_in(context, live_server, "second")
    again = taken_along(context, live_server)
    again.get_by_role("link", name="Аптека").click()
    measure(again, "Яка висота порога?", "15")
    threshold = again.get_by_role("group", name="Яка висота порога?")
    expect(threshold).to_contain_text("Минулого разу: 60 мм")
    threshold.get_by_role("checkbox", name="Відтоді це змінили").check()
    again.get_by_role("button", name="Зберегти").click()
    until(again, lambda: Audit.objects.count() == 2)
    assert [one.is_change for one in Audit.objects.first().answers.all()] == [True]  # type: ignore[union-attr]
    assert not Opinion.objects.exists()


def test_a_barrier_is_added_without_a_signal_as_a_stretch(app: Page, context: BrowserContext) -> None:
    row(catalogue["barriers"], kind="kerb", status="reported")
    context.set_offline(True)
    app.reload()
    app.get_by_role("link", name="Додати: Перешкода").click()
    app.get_by_role("checkbox", name="Це відрізок").check()
    expect(app.get_by_role("group", name="Де закінчується")).to_be_visible()
    assert Axe().run(app, "#screen").response["violations"] == []
    context.set_geolocation({"longitude": HERE[0] + 0.001, "latitude": HERE[1], "accuracy": 4})
    expect(app.get_by_role("group", name="Де закінчується")).to_contain_text("± 4 м")
    app.get_by_role("button", name="Далі").click()
    app.get_by_role("radio", name="Зруйноване покриття").check()
    app.get_by_role("radio", name="Прохід із допомогою").check()
    app.locator("input[type=file]").set_input_files(photo())
    expect(app.locator(".album img")).to_have_count(1)
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    context.set_offline(False)
    app.get_by_role("link", name="Надсилання").click()
    app.get_by_role("button", name="Надіслати зараз").click()
    until(app, Barrier.objects.filter(source="field").exists)
    barrier = Barrier.objects.get(source="field")
    assert (barrier.status, barrier.kind, barrier.severity) == ("confirmed", "surface", "hard")
    assert barrier.geom is not None
    assert barrier.geom.geom_type == "LineString"
    (begin, end) = barrier.geom.coords
    assert (begin[0], end[0]) == (pytest.approx(HERE[0]), pytest.approx(HERE[0] + 0.001))


def test_a_barrier_that_is_known_is_offered_first(app: Page, live_server: Any) -> None:
    known = row(catalogue["barriers"], kind="kerb", status="reported")
    count = Barrier.objects.count()
    again = taken_along(app.context, live_server)
    again.get_by_role("link", name="Додати: Перешкода").click()
    expect(again.get_by_role("heading", name="Це він?")).to_be_visible()
    again.locator(".alike").get_by_role("link").first.click()
    again.get_by_role("button", name="Нічого не змінилося").click()
    until(again, lambda: Barrier.objects.get(pk=known.pk).status == "confirmed")
    assert Barrier.objects.count() == count


def test_the_first_tap_after_a_number_leads_on(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Яка найменша ширина шляху")
    app.get_by_role("spinbutton", name="Яка найменша ширина шляху").press_sequentially("1800")
    button = app.get_by_role("button", name="Далі").bounding_box()
    assert button
    # As a finger does: it touches the place that was seen, and whatever moves in between is missed.
    app.mouse.click(button["x"] + button["width"] / 2, button["y"] + button["height"] / 2)
    expect(app.get_by_role("spinbutton", name="Яка найменша ширина шляху")).to_be_hidden()


def test_what_is_not_believed_or_contradicts_itself_is_told_at_once(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Чи є сходинки перед входом?")
    app.get_by_role("group", name="Чи є сходинки").get_by_role("radio", name="ні").check()
    step_to(app, "Чи можна ввійти без сходинок")
    free = app.get_by_role("group", name="Чи можна ввійти без сходинок")
    free.get_by_role("radio", name="ні").check()
    expect(free.get_by_role("alert")).to_have_text("Сходинок немає, а ввійти без сходинок не можна.")
    free.get_by_role("radio", name="так").check()
    expect(free.get_by_role("alert")).to_be_hidden()
    measure(app, "Яка ширина відчинених дверей", "90")
    door = app.get_by_role("group", name="Яка ширина відчинених дверей")
    expect(door.get_by_role("alert")).to_contain_text("Малося на увазі 900 мм (записано в сантиметрах)?")
    app.get_by_role("button", name="Зберегти").click()
    # Nothing was saved.
    expect(door).to_be_visible()
    measure(app, "Яка ширина відчинених дверей", "900")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    assert {one.code: one.outcome for one in Audit.objects.get().answers.all()} == {
        "steps": "no", "step_free": "pass", "door_width": "pass",
    }  # fmt: skip


def test_measures_that_cannot_both_be_true_are_told_at_once(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Чи є пандус?")
    app.get_by_role("group", name="Чи є пандус?").get_by_role("radio", name="так").check()
    measure(app, "Який ухил пандуса?", "50")
    measure(app, "На яку висоту підіймається", "30")
    rise = app.get_by_role("group", name="На яку висоту підіймається")
    expect(rise.get_by_role("alert")).to_contain_text("коротший за 13 см")
    app.get_by_role("button", name="Зберегти").click()
    expect(rise).to_be_visible()
    measure(app, "На яку висоту підіймається", "300")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)


def test_nothing_changed_is_one_tap(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    measure(app, "Яка висота порога?", "15")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    app.get_by_role("link", name="Аптека").click()
    app.get_by_role("button", name="Нічого не змінилося").click()
    until(app, lambda: Audit.objects.count() == 2)
    newest = Audit.objects.first()
    assert newest is not None
    assert newest.is_unchanged
    assert newest.answers.get().value == 15


def test_the_rest_is_carried_over_by_whoever_looked(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    measure(app, "Яка висота порога?", "45")
    measure(app, "Яка менша сторона вільного місця", "1600")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    app.get_by_role("link", name="Аптека").click()
    measure(app, "Яка висота порога?", "15")
    for _step in range(60):
        if app.get_by_role("button", name="Я подивився").is_visible():
            break
        app.get_by_role("button", name="Далі").click()
    app.get_by_role("button", name="Я подивився").click()
    app.get_by_role("button", name="Далі").wait_for()
    app.get_by_role("button", name="Зберегти").click()
    until(app, lambda: Audit.objects.count() == 2)
    newest = Audit.objects.first()
    assert newest is not None
    assert {one.code: one.value for one in newest.answers.all()} == {"threshold": 15, "turning": 1600}


@pytest.mark.parametrize("width", [360, 1200])
def test_the_screen_is_usable_by_everybody(app: Page, width: int) -> None:
    app.set_viewport_size({"width": width, "height": 800})
    app.get_by_role("link", name="Аптека").click()
    step = app.get_by_role("group", name="Яка висота порога?")
    if width < 700:
        step_to(app, "Яка висота порога?")
    expect(step).to_be_visible()
    found = Axe().run(app).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert app.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_slope_is_measured_with_the_telephone_laid_on_it(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Який найбільший поздовжній ухил")
    slope = app.get_by_role("group", name="Який найбільший поздовжній ухил")
    session = app.context.new_cdp_session(app)

    def tilted(beta: float) -> None:
        session.send("DeviceOrientation.setDeviceOrientationOverride", {"alpha": 0, "beta": beta, "gamma": 3})

    tilted(2)
    slope.get_by_role("button", name="Виміряти цим телефоном").click()
    tilted(4)
    expect(slope.get_by_role("status").first).to_contain_text("7 % ± 0,2 — лежить нерухомо")
    slope.get_by_role("button", name="Записати").click()
    expect(slope.get_by_role("spinbutton")).to_have_value("7")
    # The sensor is off by a degree: 3° uphill, and 3° the other way.
    slope.get_by_role("button", name="Виміряти в обидва боки").click()
    tilted(-2)
    expect(slope.get_by_role("status").first).to_contain_text("3,5 % ± 0,2 — лежить нерухомо")
    slope.get_by_role("button", name="Я повернув: виміряти").click()
    expect(slope.get_by_role("spinbutton")).to_have_value("5.2")
    expect(slope).to_contain_text("похибка датчика цього телефона — 1°")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    assert Audit.objects.get().answers.get().value == 5.2


def test_a_device_without_a_sensor_says_so_and_the_slope_is_typed(app: Page) -> None:
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Який найбільший поздовжній ухил")
    slope = app.get_by_role("group", name="Який найбільший поздовжній ухил")
    slope.get_by_role("button", name="Виміряти цим телефоном").press("Enter")
    expect(slope.get_by_role("status").first).to_contain_text("немає датчика нахилу")
    slope.get_by_role("spinbutton").fill("4.5")
    slope.get_by_role("spinbutton").blur()
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    assert Audit.objects.get().answers.get().value == 4.5


def test_a_device_that_may_not_read_its_sensor_says_so(app: Page, context: BrowserContext) -> None:
    context.clear_permissions()
    context.grant_permissions(["geolocation"])
    app.get_by_role("link", name="Аптека").click()
    step_to(app, "Який найбільший поздовжній ухил")
    slope = app.get_by_role("group", name="Який найбільший поздовжній ухил")
    slope.get_by_role("button", name="Виміряти цим телефоном").click()
    expect(slope.get_by_role("status").first).to_contain_text("закрито для цього застосунку")


def test_a_second_auditor_confirms_by_one_tap_or_says_what_is_otherwise(
    app: Page, context: BrowserContext, live_server: Any
) -> None:
    app.get_by_role("link", name="Аптека").click()
    measure(app, "Яка висота порога?", "15")
    app.get_by_role("button", name="Зберегти").click()
    until(app, Audit.objects.exists)
    audit = Audit.objects.get()
    app.get_by_role("link", name="Аптека").click()
    # Nobody is asked about an audit of their own.
    expect(app.get_by_role("button", name="Нічого не змінилося")).to_be_visible()
    expect(app.get_by_role("button", name="Підтверджую")).to_be_hidden()
    app.close()
    sign_in(context, live_server, "second")
    app = taken_along(context, live_server)
    app.get_by_role("link", name="Аптека").click()
    app.get_by_role("button", name="Підтверджую").click()
    until(app, lambda: Opinion.objects.filter(audit=audit, word="confirms").exists())
    app.get_by_role("link", name="Аптека").click()
    app.get_by_role("button", name="У мене інакше").click()
    measure(app, "Яка висота порога?", "45")
    app.get_by_role("button", name="Зберегти").click()
    until(app, lambda: Opinion.objects.filter(audit=audit, word="disagrees").exists())
    opinion = Opinion.objects.get()
    assert (opinion.answers, opinion.by.username) == ({"threshold": 45}, "second")  # type: ignore[union-attr]
    audit.place.refresh_from_db()
    assert audit.place.is_disputed
    assert Audit.objects.count() == 1
    # Whoever is a party looks again; whoever comes next is told so, and looks without the answers of others.
    app.close()
    sign_in(context, live_server, "first")
    app = taken_along(context, live_server)
    app.get_by_role("link", name="Аптека").click()
    expect(app.get_by_text("Двоє обстежувачів побачили тут різне")).to_be_visible()
    expect(app.get_by_role("button", name="Нічого не змінилося")).to_have_count(0)
    app.close()
    sign_in(context, live_server, "third")
    app = taken_along(context, live_server)
    app.get_by_role("link", name="Аптека").click()
    expect(app.get_by_text("Двоє обстежувачів побачили тут різне")).to_be_visible()
    expect(app.get_by_role("button", name="Нічого не змінилося")).to_have_count(0)
    step_to(app, "Яка висота порога?")
    expect(app.get_by_text("Минулого разу")).to_have_count(0)


def test_another_entrance_is_audited_without_a_signal(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    app.reload()
    app.get_by_role("link", name="Аптека").click()
    app.get_by_role("combobox", name="Що ви обстежуєте?").select_option("інший вхід")
    name = app.get_by_role("textbox", name="Який це вхід?")
    name.wait_for()
    measure(app, "Яка висота порога?", "10")
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Скажіть словами, який це вхід.")
    while not name.is_visible():
        app.go_back()
    name.fill("вхід з двору")
    name.blur()
    assert Axe().run(app).response["violations"] == []
    measure(app, "Яка висота порога?", "10")
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    context.set_offline(False)
    app.get_by_role("link", name="Надсилання").click()
    app.get_by_role("button", name="Надіслати зараз").click()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    until(app, Audit.objects.exists)
    audit = Audit.objects.get()
    assert audit.part is not None
    assert (audit.part.name, audit.part.kind) == ("вхід з двору", "entrance")
    assert {answer.code: answer.value for answer in audit.answers.all()} == {"threshold": 10}
