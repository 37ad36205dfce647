"""The field app without a signal: what an inspector saves arrives exactly once, whatever breaks off."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.contrib.gis.geos import LineString, MultiLineString
from django.test import Client
from django.utils import timezone
from PIL import ExifTags, Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kiosks.models import Kiosk
from layers.registry import catalogue
from layers.surveys.models import Observation, Photo, Round
from layers.surveys.photos import fill
from layers.surveys.rescue import bring
from layers.surveys.review import publish
from layers.surveys.verdicts import set_aside
from tests.samples import HERE, row

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def context(browser: Browser, live_server: Any, city: dict[str, Any]) -> Iterator[BrowserContext]:
    """The telephone of an inspector who stands in the middle of the city."""
    user = User.objects.create_user("field")
    user.groups.add(Group.objects.get(name="inspector"))
    client = Client()
    client.force_login(user)
    opened = browser.new_context(
        locale="uk-UA",
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        geolocation={"longitude": HERE[0], "latitude": HERE[1], "accuracy": 4},
        permissions=["geolocation"],
    )
    session = client.cookies["sessionid"].value
    opened.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield opened
    opened.close()


@pytest.fixture
def app(context: BrowserContext, live_server: Any) -> Page:
    """The app, after one visit."""
    page = context.new_page()
    page.goto(f"{live_server.url}/field/")
    expect(page.get_by_role("link", name="Додати: Кіоск")).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.get_by_role("link", name="Узяти ділянку з собою").click()
    page.get_by_role("button", name="Узяти з собою").click()
    expect(page.get_by_role("status").filter(has_text="Узято з собою")).to_be_visible()
    page.goto(f"{live_server.url}/field/")
    return page


def photo() -> dict[str, Any]:
    stream = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(stream, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Waits for what the server comes to know: what the page says of it may not be said yet."""
    end = monotonic() + 15
    while not condition():
        assert monotonic() < end, "it did not come to pass"
        page.wait_for_timeout(100)


def published(kiosk: Any, said: str) -> Photo:
    """A photo of a kiosk that everybody may see."""
    inspector = User.objects.get(username="field")
    now = timezone.now()
    words = {
        "survey": "kiosk",
        "survey_version": 1,
        "deed": "unchanged",
        "layer": "kiosks",
        "fate": "accepted",
    }
    seen = Observation.objects.create(
        id=uuid4(), feature_id=kiosk.pk, by=inspector, made_at=now, digest="", **words
    )
    content = photo()["buffer"]
    taken = Photo(id=uuid4(), observation_id=seen.pk, by=inspector, size=len(content), sha256="0" * 64)
    fill(taken, io.BytesIO(content))
    taken.state, taken.received, taken.made_at = Photo.State.STORED, len(content), now
    taken.save()
    publish(taken, [], said, inspector)
    return taken


def add_a_kiosk(page: Page) -> None:
    page.get_by_role("link", name="Додати: Кіоск").click()
    page.get_by_role("button", name="Ні, це новий").click()
    page.get_by_role("radio", name="Кіоск", exact=True).check()
    expect(page.get_by_role("status").filter(has_text="Крок 3 з 4")).to_be_visible()
    page.get_by_role("radio", name="Кава на виніс").check()
    expect(page.get_by_role("status").filter(has_text="Крок 4 з 4")).to_be_visible()
    page.locator("input[type=file]").set_input_files(photo())
    expect(page.locator(".album img")).to_have_count(1)
    page.get_by_role("button", name="Зберегти").click()


def test_a_kiosk_that_is_added_without_a_signal_arrives_once(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    app.reload()
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    assert not Observation.objects.exists()
    context.set_offline(False)
    app.get_by_role("link", name="Надсилання").click()
    app.get_by_role("button", name="Надіслати зараз").click()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    expect(app.locator("#state")).to_be_hidden()
    kiosk = Kiosk.objects.get(source="field")
    assert (kiosk.form, kiosk.activity, kiosk.location_accuracy) == ("kiosk", "coffee", 4)
    assert [row.state for row in Photo.objects.all()] == ["stored"]
    app.reload()
    app.wait_for_load_state("networkidle")
    assert Observation.objects.count() == 1


def test_a_tab_that_is_closed_while_it_sends_loses_nothing(
    app: Page, context: BrowserContext, live_server: Any
) -> None:
    context.set_offline(True)
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    # The connection is back for the observation, and gone for its photo.
    context.route("**/field/photos/**", lambda route: route.abort())
    context.set_offline(False)
    app.reload()
    expect(app.locator("#state")).to_contain_text("Чекають: 0, фото: 1")
    app.close()
    context.unroute("**/field/photos/**")
    again = context.new_page()
    again.goto(f"{live_server.url}/field/")
    until(again, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    expect(again.locator("#state")).to_be_hidden()
    assert Kiosk.objects.filter(source="field").count() == 1
    again.wait_for_load_state("networkidle")


def test_what_cannot_be_sent_is_saved_as_a_file_and_brought_in(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    add_a_kiosk(app)
    app.get_by_role("link", name="Надсилання").click()
    with app.expect_download() as saving:
        app.get_by_role("button", name="Зберегти у файл").click()
    with saving.value.path().open("rb") as file:
        brought = bring(file, User.objects.get(username="field"))
    assert (brought.accepted, brought.photos, brought.said) == (1, 1, [])
    # When the device finds its way after all, nothing comes twice.
    context.set_offline(False)
    app.reload()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    app.wait_for_load_state("networkidle")
    assert Kiosk.objects.filter(source="field").count() == 1
    assert Photo.objects.count() == 1


def test_who_is_signed_out_keeps_what_waits(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    context.clear_cookies()
    context.set_offline(False)
    app.reload()
    expect(app.locator("#state")).to_contain_text("Ви не увійшли")
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    expect(app.get_by_role("link", name="Увійдіть")).to_be_visible()
    app.wait_for_load_state("networkidle")


def test_that_nothing_has_changed_is_one_tap(app: Page, city: dict[str, Any]) -> None:
    app.get_by_role("link", name="Кава на розі").click()
    expect(app.get_by_text("Дозвіл чинний")).to_be_visible()
    app.get_by_role("button", name="Нічого не змінилося").click()
    until(app, Observation.objects.exists)
    app.wait_for_load_state("networkidle")
    observation = Observation.objects.get()
    assert (observation.deed, observation.feature_id) == ("unchanged", city["Кава на розі"].pk)


def test_a_place_is_pointed_at_on_the_map_without_a_signal(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    app.reload()
    app.get_by_role("link", name="Додати: Кіоск").click()
    app.get_by_role("radio", name="Показати на карті").check()
    # The base map is drawn from the device, and what is known stands on it.
    expect(app.locator(".atlas .known").first).to_be_visible()
    drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, 200, 200).data.some(value => value)"
    app.wait_for_function(f"() => [...document.querySelectorAll('.atlas .leaflet-tile')].some({drawn})")
    app.get_by_role("region", name="Карта з прицілом").focus()
    app.keyboard.press("ArrowRight")
    app.wait_for_timeout(500)
    app.get_by_role("button", name="Далі").click()
    app.get_by_role("radio", name="Лоток").check()
    app.get_by_role("radio", name="Квіти").check()
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    context.set_offline(False)
    app.reload()
    until(app, lambda: Kiosk.objects.filter(source="field").exists())
    app.wait_for_load_state("networkidle")
    kiosk = Kiosk.objects.get(source="field")
    assert kiosk.geom.x > HERE[0] + 0.0003
    assert Observation.objects.get().placing == "crosshair"
    assert 2 <= kiosk.location_accuracy < 10


def test_the_map_leads_to_an_object(app: Page, city: dict[str, Any]) -> None:
    app.get_by_role("link", name="Карта", exact=True).click()
    app.get_by_role("button", name="Кава на розі").press("Enter")
    expect(app.get_by_role("heading", name="Кава на розі")).to_be_visible()


def test_an_object_is_opened_by_its_code_or_its_number(
    app: Page, city: dict[str, Any], context: BrowserContext
) -> None:
    # A telephone whose camera sees a plate: neither the camera nor the reader of codes is in this browser.
    code = f"https://map.example/kiosks/{city['Квіти'].pk}/?lang=uk"
    context.add_init_script(f"""
        globalThis.BarcodeDetector = class {{ async detect() {{ return [{{ rawValue: "{code}" }}]; }} }};
        navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
        HTMLMediaElement.prototype.play = async () => {{}};
    """)
    app.reload()
    app.get_by_role("link", name="Відкрити за QR-кодом").click()
    expect(app.get_by_role("heading", name="Квіти")).to_be_visible()
    app.goto(f"{app.url.split('#')[0]}#")
    context.add_init_script("delete globalThis.BarcodeDetector")
    app.reload()
    app.get_by_role("link", name="Відкрити за QR-кодом").click()
    app.get_by_label("Номер об’єкта").fill("999999")
    app.get_by_role("button", name="Відкрити").click()
    expect(app.locator("#state")).to_contain_text("№ 999999 не взято з собою")
    app.get_by_label("Номер об’єкта").fill(str(city["Хліб"].pk))
    app.get_by_role("button", name="Відкрити").click()
    expect(app.get_by_role("heading", name="Хліб")).to_be_visible()


def test_a_picture_of_a_code_opens_its_object_where_the_browser_reads_none_also_without_a_signal(
    app: Page, city: dict[str, Any], context: BrowserContext, live_server: Any
) -> None:
    plate = context.new_page()
    plate.set_viewport_size({"width": 420, "height": 420})
    plate.goto(f"{live_server.url}/qr.svg?to=/kiosks/{city['Квіти'].pk}/")
    code = {"name": "plate.png", "mimeType": "image/png", "buffer": plate.screenshot()}
    plate.close()
    context.add_init_script("delete globalThis.BarcodeDetector")
    app.reload()
    context.set_offline(True)
    app.get_by_role("link", name="Відкрити за QR-кодом").click()
    app.get_by_label("Знімок коду").set_input_files(photo())
    expect(app.locator("#state")).to_contain_text("коду не знайдено")
    app.get_by_label("Знімок коду").set_input_files(code)
    expect(app.get_by_role("heading", name="Квіти")).to_be_visible()


def test_the_day_is_what_is_due_in_the_order_of_a_walk(app: Page, city: dict[str, Any]) -> None:
    app.get_by_role("link", name="Мій день").click()
    expect(app.get_by_role("status").filter(has_text="пішки")).to_be_visible()
    expect(app.locator("ol .result").first).to_contain_text("ще не оглянуто")
    expect(app.locator("ol .result", has_text="Хліб")).to_contain_text("прострочено з")


def test_what_is_asked_of_the_inspector_comes_first(app: Page, city: dict[str, Any]) -> None:
    field = User.objects.get(username="field")
    Round.objects.create(
        title="Рейд на площі",
        survey="kiosk",
        inspector=field,
        objects_asked=[Kiosk.objects.get(name="Прихований").pk],
    )
    app.reload()
    app.get_by_role("link", name="Мій день").click()
    expect(app.locator("ol .result", has_text="Прихований")).to_contain_text("Рейд на площі")


def test_a_street_that_was_walked_along_arrives_as_a_line(app: Page, context: BrowserContext) -> None:
    app.get_by_role("link", name="Пройдено, нічого не знайдено").click()
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Лінії ще немає")
    for step in range(1, 5):
        context.set_geolocation({"longitude": HERE[0] + step * 0.0004, "latitude": HERE[1], "accuracy": 4})
        expect(app.get_by_role("status").filter(has_text="Пройдено")).to_contain_text("м")
        app.wait_for_timeout(300)
    app.get_by_role("button", name="Зберегти").click()
    until(app, Observation.objects.exists)
    app.wait_for_load_state("networkidle")
    observation = Observation.objects.get()
    assert (observation.deed, observation.fate) == ("walked", "accepted")
    assert observation.geom.geom_type == "LineString"


@pytest.mark.parametrize(
    "screen", ["", "#add/kiosk", "#outbox", "#area", "#object", "#map", "#day", "#walk/kiosk", "#scan"]
)
def test_no_screen_of_the_field_is_wider_than_a_small_telephone(
    app: Page, city: dict[str, Any], screen: str
) -> None:
    where = f"#object/kiosk/{city['Квіти'].pk}" if screen == "#object" else screen
    app.goto(f"{app.url.split('#')[0]}{where}")
    # Whoever reads it by ear begins at the heading.
    expect(app.locator("h1:focus" if screen == "" else "h2:focus")).to_be_visible()
    app.wait_for_load_state("networkidle")
    assert app.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_map_that_is_left_while_it_is_drawn_leaves_no_error(app: Page) -> None:
    errors: list[str] = []
    app.on("pageerror", lambda error: errors.append(str(error)))
    for _time in range(4):
        for screen in ("#map", "#"):
            app.evaluate("screen => { location.hash = screen }", screen)
            app.wait_for_timeout(40)
    app.wait_for_timeout(500)
    assert not errors


@pytest.mark.parametrize(
    "screen", ["", "#add/kiosk", "#outbox", "#area", "#object", "#map", "#day", "#walk/kiosk", "#scan"]
)
def test_axe_finds_nothing_in_the_field(app: Page, city: dict[str, Any], screen: str) -> None:
    where = f"#object/kiosk/{city['Квіти'].pk}" if screen == "#object" else screen
    app.goto(f"{app.url.split('#')[0]}{where}")
    app.wait_for_load_state("networkidle")
    findings = Axe().run(app).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]


def test_two_inspectors_of_one_kiosk_are_told_field_by_field(app: Page, city: dict[str, Any]) -> None:
    kiosk = city["Кава на розі"]
    app.get_by_role("link", name="Кава на розі").click()
    Kiosk.objects.filter(pk=kiosk.pk).update(activity="flowers", form="pavilion")
    app.get_by_role("button", name="Діяльність").click()
    app.get_by_role("radio", name="Хліб і випічка").check()
    app.get_by_role("button", name="Вид споруди").click()
    app.get_by_role("radio", name="Лоток").check()
    expect(app.get_by_role("button", name="Вид споруди")).to_contain_text("Лоток")
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Надсилання").click()
    expect(app.locator(".outbox")).to_contain_text("тим часом це змінив хтось інший")
    app.get_by_role("link", name="Виправити").click()
    expect(app.get_by_role("radio", name="Зараз на сервері: Квіти")).to_be_visible()
    expect(app.get_by_text("На сервері змінено")).to_be_visible()
    app.get_by_role("radio", name="Зараз на сервері: Торговельний павільйон").check()
    # Nobody is right beforehand.
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("хто має рацію")
    app.get_by_role("radio", name="У вас: Хліб і випічка").check()
    findings = Axe().run(app).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Надсилання").click()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    kiosk.refresh_from_db()
    assert (kiosk.activity, kiosk.form) == ("bread", "pavilion")


def test_what_was_refused_is_mended_under_its_number(app: Page, city: dict[str, Any]) -> None:
    app.get_by_role("link", name="Квіти").click()
    app.get_by_role("button", name="Код ЄДРПОУ власника").click()
    app.get_by_label("Код ЄДРПОУ власника").fill("12345670")
    app.get_by_role("button", name="Готово").click()
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Надсилання").click()
    expect(app.locator(".outbox .flaw")).to_contain_text("ЄДРПОУ")
    app.get_by_role("link", name="Виправити").click()
    app.get_by_label("Код ЄДРПОУ власника").fill("00032129")
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Надсилання").click()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    assert Observation.objects.count() == 1
    city["Квіти"].refresh_from_db()
    assert city["Квіти"].owner_code == "00032129"


def test_on_a_phone_one_question_stands_on_a_screen_and_back_leads_to_the_one_before(app: Page) -> None:
    app.get_by_role("link", name="Додати: Кіоск").click()
    app.get_by_role("button", name="Ні, це новий").click()
    expect(app.get_by_role("group", name="Вид споруди")).to_be_visible()
    expect(app.get_by_role("group", name="Діяльність")).to_be_hidden()
    app.get_by_role("radio", name="Лоток").check()
    expect(app.get_by_role("group", name="Діяльність")).to_be_visible()
    app.go_back()
    expect(app.get_by_role("radio", name="Лоток")).to_be_checked()
    # Who walks through the choices by keyboard is not led on.
    app.get_by_role("radio", name="Лоток").focus()
    app.keyboard.press("ArrowDown")
    app.wait_for_timeout(400)
    expect(app.get_by_role("group", name="Вид споруди")).to_be_visible()
    app.get_by_role("button", name="Далі").click()
    app.get_by_role("radio", name="Хліб і випічка").check()
    expect(app.get_by_role("status").filter(has_text="Крок 4 з 4")).to_be_visible()
    app.get_by_role("button", name="Далі").click()
    app.get_by_role("button", name="Площа").click()
    app.get_by_label("Площа").fill("6.5")
    app.get_by_role("button", name="Готово").click()
    expect(app.get_by_role("button", name="Площа")).to_contain_text("6.5 м²")
    app.get_by_role("button", name="Зберегти").click()
    until(app, lambda: Kiosk.objects.filter(source="field", area=6.5).exists())
    app.wait_for_load_state("networkidle")


def test_what_is_missing_is_led_to(app: Page) -> None:
    app.get_by_role("link", name="Додати: Кіоск").click()
    app.get_by_role("button", name="Ні, це новий").click()
    for _step in range(3):
        app.get_by_role("button", name="Далі").click()
    app.get_by_role("button", name="Зберегти").click()
    expect(app.get_by_role("group", name="Вид споруди").get_by_role("alert")).to_contain_text("Вид споруди")
    app.wait_for_load_state("networkidle")


def test_a_tablet_has_room_for_all_questions(app: Page) -> None:
    app.set_viewport_size({"width": 1024, "height": 1300})
    app.get_by_role("link", name="Додати: Кіоск").click()
    expect(app.get_by_role("group", name="Вид споруди")).to_be_visible()
    expect(app.get_by_role("group", name="Діяльність")).to_be_visible()
    expect(app.get_by_label("Площа")).to_be_visible()
    expect(app.get_by_role("button", name="Далі")).to_be_hidden()
    app.wait_for_load_state("networkidle")


def test_a_photo_is_not_lost_when_saving_is_quicker_than_shrinking(
    app: Page, context: BrowserContext
) -> None:
    # An old telephone: a picture takes its time to be decoded.
    app.evaluate("""() => {
        const decode = globalThis.createImageBitmap;
        globalThis.createImageBitmap = async (...words) => {
            await new Promise((done) => setTimeout(done, 1500));
            return decode(...words);
        };
    }""")
    context.set_offline(True)
    app.get_by_role("link", name="Кава на розі").click()
    app.locator("input[type=file]").set_input_files([photo(), photo()])
    app.get_by_role("button", name="Нічого не змінилося").dblclick()
    expect(app.locator("#state")).to_contain_text("Зберігається на пристрої")
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 2")
    context.set_offline(False)
    app.reload()
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored", "stored"])
    assert Observation.objects.count() == 1
    app.wait_for_load_state("networkidle")


def test_where_and_when_a_photo_was_taken_arrives_with_it(app: Page) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:01 12:30:00"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (48.0, 51.0, 30.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (37.0, 30.0, 0.0)
    stream = io.BytesIO()
    Image.new("RGB", (900, 700), "red").save(stream, "JPEG", exif=exif)
    app.get_by_role("link", name="Кава на розі").click()
    taken = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}
    app.locator("input[type=file]").set_input_files(taken)
    expect(app.locator("#state")).to_contain_text("7 780 м звідси")
    app.get_by_role("button", name="Нічого не змінилося").click()
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    photo = Photo.objects.get()
    assert photo.taken_from is not None
    assert (round(photo.taken_from.x, 4), round(photo.taken_from.y, 4)) == (37.5, 48.8583)
    assert photo.taken_at is not None
    assert photo.taken_at.date().isoformat() == "2026-11-01"
    app.wait_for_load_state("networkidle")


def test_what_was_begun_is_there_again_after_the_app_was_closed(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    app.get_by_role("link", name="Додати: Кіоск").click()
    app.get_by_role("button", name="Ні, це новий").click()
    app.get_by_role("radio", name="Лоток").check()
    app.get_by_role("radio", name="Кава на виніс").check()
    app.locator("input[type=file]").set_input_files(photo())
    expect(app.locator(".album img")).to_have_count(1)
    # Whoever walks on before saving does not take the place along.
    context.set_geolocation({"longitude": HERE[0] + 0.002, "latitude": HERE[1], "accuracy": 4})
    app.get_by_role("link", name="Назад").click()
    app.reload()
    app.get_by_role("link", name="Ще не збережено: Додати: Кіоск").click()
    expect(app.get_by_text("Воно знову тут")).to_be_visible()
    expect(app.get_by_text("Це місце збережено")).to_be_visible()
    expect(app.locator(".album img")).to_have_count(1)
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 1")
    expect(app.get_by_role("link", name="Ще не збережено")).to_have_count(0)
    context.set_offline(False)
    app.reload()
    until(app, lambda: Kiosk.objects.filter(source="field").exists())
    kiosk = Kiosk.objects.get(source="field")
    assert (kiosk.form, kiosk.activity, round(kiosk.geom.x, 6)) == ("stall", "coffee", HERE[0])
    app.wait_for_load_state("networkidle")


def test_a_server_that_hangs_or_is_broken_keeps_nobody_from_working(
    app: Page, context: BrowserContext
) -> None:
    context.route("**/field/surveys", lambda route: None)
    app.reload()
    expect(app.get_by_role("link", name="Додати: Кіоск")).to_be_visible(timeout=3000)
    context.unroute("**/field/surveys")
    broken = {"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"}
    context.route("**/field/", lambda route: route.fulfill(**broken))
    app.reload()
    expect(app.get_by_role("link", name="Додати: Кіоск")).to_be_visible()
    context.unroute("**/field/")
    # A network that asks to sign in to it answers everything.
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi</h1>"}
    context.route("**/field/observations/**", lambda route: route.fulfill(**portal))
    app.get_by_role("link", name="Кава на розі").click()
    app.get_by_role("button", name="Нічого не змінилося").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    context.unroute("**/field/observations/**")
    app.reload()
    until(app, Observation.objects.exists)
    app.wait_for_load_state("networkidle")


def test_what_one_made_waits_when_another_signs_in(
    app: Page, context: BrowserContext, live_server: Any, signed_in: Callable[[str], Client]
) -> None:
    mine = next(one for one in context.cookies() if one["name"] == "sessionid")
    context.set_offline(True)
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    other = signed_in("registrar").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": other, "url": live_server.url}])
    context.set_offline(False)
    app.reload()
    expect(app.locator("#state")).to_contain_text("чекає на вхід: field")
    app.wait_for_load_state("networkidle")
    assert not Observation.objects.exists()
    context.add_cookies([mine])
    app.reload()
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    assert Observation.objects.get().by.username == "field"
    app.wait_for_load_state("networkidle")


def test_a_position_that_was_refused_is_given_anew(app: Page, context: BrowserContext) -> None:
    context.set_geolocation({"longitude": 2.35, "latitude": 48.85, "accuracy": 4})
    app.wait_for_timeout(500)
    app.get_by_role("link", name="Додати: Кіоск").click()
    app.get_by_role("button", name="Далі").click()
    app.get_by_role("radio", name="Лоток").check()
    app.get_by_role("radio", name="Квіти").check()
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Надсилання").click()
    expect(app.locator(".outbox .flaw")).to_contain_text("далеко за межами міста")
    context.set_geolocation({"longitude": HERE[0], "latitude": HERE[1], "accuracy": 4})
    app.get_by_role("link", name="Виправити").click()
    expect(app.get_by_text("± 4 м")).to_be_visible()
    app.get_by_role("button", name="Зберегти").click()
    until(app, lambda: Kiosk.objects.filter(source="field").exists())
    assert Kiosk.objects.get(source="field").geom.coords == HERE
    app.wait_for_load_state("networkidle")


def test_several_changes_of_one_object_without_a_signal_are_no_conflict(
    app: Page, context: BrowserContext, city: dict[str, Any]
) -> None:
    context.set_offline(True)
    for waiting, activity in enumerate(("Хліб і випічка", "Квіти"), start=1):
        app.get_by_role("link", name="Кава на розі").click()
        app.get_by_role("button", name="Діяльність").click()
        app.get_by_role("radio", name=activity).check()
        app.get_by_role("button", name="Зберегти").click()
        expect(app.locator("#state")).to_contain_text(f"Чекають: {waiting}")
    context.set_offline(False)
    app.reload()
    until(app, lambda: Observation.objects.count() == 2)
    app.get_by_role("link", name="Кава на розі").click()
    app.get_by_role("button", name="Діяльність").click()
    expect(app.get_by_role("radio", name="Квіти")).to_be_checked()
    app.get_by_role("radio", name="Кава на виніс").check()
    app.get_by_role("button", name="Зберегти").click()
    until(app, lambda: Observation.objects.count() == 3)
    assert set(Observation.objects.values_list("fate", flat=True)) == {"accepted"}
    app.wait_for_load_state("networkidle")


def test_what_was_just_added_here_is_asked_about_and_limits_are_told_at_once(
    app: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Чекають: 1")
    app.get_by_role("link", name="Додати: Кіоск").click()
    expect(app.locator(".alike .result", has_text="Кава на виніс").first).to_be_visible()
    app.get_by_role("button", name="Ні, це новий").click()
    app.get_by_role("radio", name="Лоток").check()
    app.get_by_role("radio", name="Квіти").check()
    expect(app.get_by_role("status").filter(has_text="Крок 4 з 4")).to_be_visible()
    app.get_by_role("button", name="Далі").click()
    app.get_by_role("button", name="Площа").click()
    app.get_by_label("Площа").fill("-3")
    app.get_by_role("button", name="Готово").click()
    app.get_by_role("button", name="Зберегти").click()
    expect(app.get_by_role("group", name="Площа").get_by_role("alert")).to_contain_text("Щонайменше 0.5 м²")
    app.get_by_role("group", name="Площа").get_by_role("checkbox", name="невідомо").check()
    app.get_by_role("button", name="Готово").click()
    app.get_by_role("button", name="Зберегти").click()
    expect(app.locator("#state")).to_contain_text("Чекають: 2")


def test_whoever_has_a_wrong_clock_is_told(app: Page, context: BrowserContext) -> None:
    told = {"name": "field", "now": "2025-01-01T00:00:00Z"}
    context.route("**/field/me", lambda route: route.fulfill(json=told))
    app.reload()
    expect(app.locator("#state")).to_contain_text("Годинник пристрою збивається")
    app.wait_for_load_state("networkidle")


def test_a_plate_opens_its_object_by_the_number_that_it_bears(app: Page, city: dict[str, Any]) -> None:
    Kiosk.objects.filter(pk=city["Хліб"].pk).update(number="ТС-7781")
    app.get_by_role("link", name="Узяти ділянку з собою").click()
    app.get_by_role("button", name="Узяти з собою").click()
    expect(app.get_by_role("status").filter(has_text="Узято з собою")).to_be_visible()
    app.get_by_role("link", name="Назад").click()
    app.get_by_role("link", name="Відкрити за QR-кодом").click()
    app.get_by_label("Номер об’єкта").fill("тс-7781")
    app.get_by_role("button", name="Відкрити").click()
    expect(app.get_by_role("heading", name="Хліб")).to_be_visible()


def test_what_an_object_looks_like_is_seen_without_a_signal(
    app: Page, context: BrowserContext, city: dict[str, Any]
) -> None:
    published(city["Кава на розі"], "Кіоск із кавою")
    app.get_by_role("link", name="Узяти ділянку з собою").click()
    expect(app.get_by_role("status").filter(has_text="знімків: 1")).to_be_visible()
    app.get_by_role("button", name="Оновити").click()
    expect(app.locator(".areas .result")).to_contain_text("знімків: 1")
    context.set_offline(True)
    app.goto(f"{app.url.split('#')[0]}#add/kiosk")
    picture = app.locator(".alike .result", has_text="Кава на розі").get_by_role("img", name="Кіоск із кавою")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 320
    app.get_by_role("link", name="Кава на розі").click()
    expect(app.get_by_role("img", name="Кіоск із кавою")).to_be_visible()
    context.set_offline(False)
    app.wait_for_load_state("networkidle")


def test_a_conflict_is_shown_with_pictures(app: Page, context: BrowserContext, city: dict[str, Any]) -> None:
    kiosk = city["Кава на розі"]
    published(kiosk, "Як було")
    app.get_by_role("link", name="Узяти ділянку з собою").click()
    app.get_by_role("button", name="Оновити").click()
    expect(app.locator(".areas .result")).to_contain_text("знімків: 1")
    app.get_by_role("link", name="Назад").click()
    app.get_by_role("link", name="Кава на розі").click()
    published(kiosk, "Як тепер")
    Kiosk.objects.filter(pk=kiosk.pk).update(activity="flowers")
    app.get_by_role("button", name="Діяльність").click()
    app.get_by_role("radio", name="Хліб і випічка").check()
    app.locator("input[type=file]").set_input_files(photo())
    expect(app.locator(".album img")).to_have_count(1)
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Надсилання").click()
    expect(app.locator(".outbox")).to_contain_text("Фото: надіслано 1 із 1")
    app.get_by_role("link", name="Виправити").click()
    sides = app.locator(".sides figure")
    expect(sides.nth(0).get_by_role("img", name="Як було")).to_be_visible()
    expect(sides.nth(1).get_by_role("img", name="Як тепер")).to_be_visible()
    expect(sides.nth(2).get_by_role("img", name="Фото 1")).to_be_visible()
    findings = Axe().run(app).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    app.wait_for_load_state("networkidle")


def test_several_areas_are_kept_and_what_is_in_two_stays_with_the_other(
    app: Page, context: BrowserContext, city: dict[str, Any]
) -> None:
    app.get_by_role("link", name="Узяти ділянку з собою").click()
    app.get_by_label("Назва ділянки").fill("Схід")
    context.set_geolocation({"longitude": HERE[0] + 0.028, "latitude": HERE[1], "accuracy": 4})
    app.reload()
    app.get_by_label("Назва ділянки").fill("Схід")
    expect(app.get_by_role("status").filter(has_text="Об’єктів")).to_be_visible()
    app.get_by_role("button", name="Узяти з собою").click()
    expect(app.locator(".areas .result")).to_have_count(2)
    expect(app.get_by_text("Зайнято")).to_be_visible()
    count = """() => new Promise(done => {
        const asked = indexedDB.open("field");
        asked.onsuccess = () => {
            const counted = asked.result.transaction("objects").objectStore("objects").count();
            counted.onsuccess = () => { asked.result.close(); done(counted.result); };
        };
    })"""
    both = app.evaluate(count)
    app.on("dialog", lambda dialog: dialog.accept())
    app.locator(".areas .result", has_text="Ділянка 1").get_by_role("button", name="Прибрати").click()
    expect(app.locator(".areas .result")).to_have_count(1)
    remaining = app.evaluate(count)
    assert 0 < remaining < both
    app.locator(".areas .result", has_text="Схід").get_by_role("button", name="Прибрати").click()
    expect(app.locator(".areas .result")).to_have_count(0)
    assert app.evaluate(count) == 0
    app.wait_for_load_state("networkidle")


def test_what_another_device_sent_is_in_the_list_with_the_reason_also_without_a_signal(
    app: Page, context: BrowserContext, city: dict[str, Any]
) -> None:
    app.get_by_role("link", name="Кава на розі").click()
    app.get_by_role("button", name="Нічого не змінилося").click()
    until(app, Observation.objects.exists)
    own = Observation.objects.get()
    words = {
        "survey": "kiosk",
        "survey_version": 1,
        "deed": "unchanged",
        "layer": "kiosks",
        "fate": "accepted",
    }
    Observation.objects.create(
        id=uuid4(), feature_id=city["Хліб"].pk, by=own.by, made_at=own.made_at, digest="", **words
    )
    set_aside([own.pk], "Це інший кіоск")
    app.get_by_role("link", name="Надсилання").click()
    mine = app.locator(".outbox .result", has_text="Кава на розі")
    expect(mine).to_contain_text("відхилено реєстратором")
    expect(mine).to_contain_text("Це інший кіоск")
    expect(mine).not_to_contain_text("з іншого пристрою")
    elsewhere = app.locator(".outbox .result", has_text="Хліб")
    expect(elsewhere).to_contain_text("прийнято · з іншого пристрою")
    expect(app.locator(".outbox .result")).to_have_count(2)
    # What cannot be mended here says where it can, and goes from the top when it was seen.
    Observation.objects.filter(feature_id=city["Хліб"].pk).update(fate="refused", device="Android, Firefox")
    app.reload()
    first = app.locator(".outbox .result").first
    expect(first).to_contain_text("з іншого пристрою (Android, Firefox)")
    first.get_by_role("button", name="Переглянуто").click()
    expect(app.get_by_role("button", name="Переглянуто")).to_have_count(0)
    context.set_offline(True)
    app.reload()
    expect(app.locator(".outbox .result", has_text="Хліб")).to_be_visible()
    expect(app.get_by_role("status").filter(has_text="станом на")).to_be_visible()
    findings = Axe().run(app).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    context.set_offline(False)
    app.wait_for_load_state("networkidle")


def test_a_street_that_was_walked_is_known_by_name_on_the_map_and_on_the_day(
    app: Page, context: BrowserContext, city: dict[str, Any]
) -> None:
    line = MultiLineString(LineString(HERE, (HERE[0] + 0.003, HERE[1])), srid=4326)
    row(catalogue["streets"], geom=line, name="Центральна", kind="вулиця")
    app.get_by_role("link", name="Пройдено, нічого не знайдено").click()
    for step in range(1, 5):
        context.set_geolocation({"longitude": HERE[0] + step * 0.0004, "latitude": HERE[1], "accuracy": 4})
        app.wait_for_timeout(300)
    context.set_offline(True)
    app.get_by_role("button", name="Зберегти").click()
    app.get_by_role("link", name="Карта", exact=True).click()
    expect(app.locator("path.walked")).to_have_count(1)
    expect(app.get_by_text("ще не зіставлено з вулицею")).to_be_visible()
    context.set_offline(False)
    app.goto(f"{app.url.split('#')[0]}#outbox")
    app.get_by_role("button", name="Надіслати зараз").click()
    expect(app.locator(".outbox")).to_contain_text("прийнято")
    app.goto(f"{app.url.split('#')[0]}#area")
    # The list is made anew when all of it is here.
    app.locator(".areas").evaluate("list => { list.dataset.old = 'yes' }")
    app.get_by_role("button", name="Оновити").click()
    expect(app.locator(".areas[data-old]")).to_have_count(0)
    context.set_offline(True)
    for screen in ("map", "day"):
        app.goto(f"{app.url.split('#')[0]}#{screen}")
        expect(app.locator(".walked-row", has_text="вулиця Центральна")).to_contain_text("field")
        findings = Axe().run(app).response["violations"]
        assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    context.set_offline(False)
    app.wait_for_load_state("networkidle")
