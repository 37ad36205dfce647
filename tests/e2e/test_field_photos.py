"""Photos from the field that nobody can read, or that are damaged on the way: none is lost, and none fails unseen."""

import io
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from layers.surveys.models import Observation, Photo
from layers.surveys.photos import LARGEST
from tests.e2e.test_field import _own_media, add_a_kiosk, app, context, photo, until

pytestmark = pytest.mark.e2e
__all__ = ["_own_media", "app", "context"]

#: changes what the device keeps of its only photo: its announced sum, or the first of its bytes
SPOIL = """store => new Promise((done, failed) => {
    const asked = indexedDB.open("field");
    asked.onsuccess = () => {
        const work = asked.result.transaction(store, "readwrite");
        const cursor = work.objectStore(store).openCursor();
        cursor.onsuccess = () => {
            const kept = cursor.result.value;
            if (store === "photos") kept.sha256 = "0".repeat(64);
            else new Uint8Array(kept)[0] ^= 1;
            cursor.result.update(kept);
        };
        work.oncomplete = () => { asked.result.close(); done(); };
        work.onabort = failed;
    };
})"""
COUNT = """() => new Promise(done => {
    const asked = indexedDB.open("field");
    asked.onsuccess = () => {
        const count = asked.result.transaction("bytes").objectStore("bytes").count();
        count.onsuccess = () => { asked.result.close(); done(count.result); };
    };
})"""


def save_without_a_signal(app: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Чекають: 1, фото: 1")


def send(app: Page, context: BrowserContext) -> None:
    context.set_offline(False)
    app.goto(f"{app.url.split('#')[0]}#outbox")
    app.get_by_role("button", name="Надіслати зараз").click()


def refused(app: Page, context: BrowserContext) -> None:
    """The list shows a photo that the server did not take."""
    save_without_a_signal(app, context)
    app.evaluate(SPOIL, "bytes")
    send(app, context)
    expect(app.locator(".outbox .refused .flaw")).to_be_visible()
    expect(app.locator("#state")).to_contain_text("Треба виправити: 1")


def test_a_sum_that_was_wrong_is_made_anew_and_the_photo_arrives_by_itself(
    app: Page, context: BrowserContext
) -> None:
    save_without_a_signal(app, context)
    app.evaluate(SPOIL, "photos")
    send(app, context)
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    expect(app.get_by_text("Фото: надіслано 1 із 1")).to_be_visible()
    expect(app.locator("#state")).to_be_hidden()
    app.wait_for_load_state("networkidle")


def test_a_photo_that_is_refused_is_told_where_it_is_seen_and_another_one_takes_its_place(
    app: Page, context: BrowserContext
) -> None:
    refused(app, context)
    assert Photo.objects.get().state == "refused"
    assert app.evaluate(COUNT) == 1
    app.get_by_role("link", name="Назад").click()
    app.get_by_role("link", name="Треба виправити: 1").click()
    expect(app.locator(".outbox .result").first.locator(".fate")).to_contain_text("Фото не прийнято")
    findings = Axe().run(app).response["violations"]
    assert not findings, [(f["id"], [node["html"][:120] for node in f["nodes"][:3]]) for f in findings]
    app.get_by_label("Зняти інше замість нього").set_input_files(photo())
    until(app, lambda: Photo.objects.filter(state="stored").exists())
    expect(app.get_by_text("Фото: надіслано 1 із 1")).to_be_visible()
    expect(app.locator("#state")).to_be_hidden()
    assert Photo.objects.get(state="stored").observation_id == Observation.objects.get().pk
    app.wait_for_load_state("networkidle")


def test_a_photo_that_is_refused_is_sent_once_more_when_it_is_whole_again(
    app: Page, context: BrowserContext
) -> None:
    refused(app, context)
    app.evaluate(SPOIL, "bytes")
    app.get_by_role("button", name="Надіслати ще раз").click()
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    expect(app.locator("#state")).to_be_hidden()
    app.wait_for_load_state("networkidle")


def test_a_photo_that_is_refused_is_given_up_by_whoever_took_it_only(
    app: Page, context: BrowserContext
) -> None:
    refused(app, context)
    app.once("dialog", lambda dialog: dialog.dismiss())
    app.get_by_role("button", name="Відмовитися від нього").click()
    assert app.evaluate(COUNT) == 1
    app.once("dialog", lambda dialog: dialog.accept())
    app.get_by_role("button", name="Відмовитися від нього").click()
    expect(app.locator(".outbox .refused")).to_have_count(0)
    expect(app.locator("#state")).to_be_hidden()
    assert app.evaluate(COUNT) == 0
    app.wait_for_load_state("networkidle")


def test_a_photo_that_is_damaged_again_and_again_is_told(app: Page, context: BrowserContext) -> None:
    sent: list[str] = []

    def damage(route: Any) -> None:
        if route.request.method == "PUT":
            sent.append(route.request.method)
        route.fulfill(json={"state": "damaged", "received": 0, "said": "Фото пошкоджено дорогою."})

    context.route("**/field/photos/**", damage)
    save_without_a_signal(app, context)
    send(app, context)
    expect(app.locator(".outbox .refused .flaw")).to_contain_text("пошкоджено")
    assert len(sent) == 4
    context.unroute("**/field/photos/**")
    app.get_by_role("button", name="Надіслати ще раз").click()
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    app.wait_for_load_state("networkidle")


def test_a_photo_that_the_telephone_cannot_read_is_kept_and_sent_as_it_came(
    app: Page, context: BrowserContext
) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (900, 700), "red").save(stream, "JPEG")
    app.evaluate("() => { globalThis.createImageBitmap = async () => { throw new Error('out of memory') } }")
    app.get_by_role("link", name="Кава на розі").click()
    whole = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}
    app.locator("input[type=file]").set_input_files(whole)
    expect(app.locator(".album")).to_contain_text("Збережено так, як дала камера")
    app.get_by_role("button", name="Нічого не змінилося").click()
    until(app, lambda: [row.state for row in Photo.objects.all()] == ["stored"])
    assert Photo.objects.get().original.read() == stream.getvalue()
    app.wait_for_load_state("networkidle")


def test_a_broken_photo_is_judged_by_the_server_and_stays_on_the_device(
    app: Page, context: BrowserContext
) -> None:
    broken = {"name": "photo.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" + b"\7" * 500}
    app.get_by_role("link", name="Кава на розі").click()
    app.locator("input[type=file]").set_input_files(broken)
    expect(app.locator(".album")).to_contain_text("Збережено так, як дала камера")
    # What is over is no longer told.
    app.on("dialog", lambda dialog: dialog.accept())
    app.get_by_role("button", name="Вилучити").click()
    expect(app.get_by_text("Збережено так, як дала камера")).to_have_count(0)
    app.locator("input[type=file]").set_input_files([broken, photo()])
    expect(app.locator(".album li")).to_have_count(2)
    app.get_by_role("button", name="Нічого не змінилося").click()
    until(app, lambda: sorted(row.state for row in Photo.objects.all()) == ["refused", "stored"])
    app.goto(f"{app.url.split('#')[0]}#outbox")
    expect(app.locator(".outbox .refused .flaw")).to_contain_text("Це не фото")
    assert app.evaluate(COUNT) == 1
    app.wait_for_load_state("networkidle")


def test_a_photo_that_is_larger_than_any_server_takes_is_kept_and_told(
    app: Page, context: BrowserContext
) -> None:
    large = {"name": "photo.heic", "mimeType": "image/heic", "buffer": b"\7" * (LARGEST + 1)}
    app.get_by_role("link", name="Кава на розі").click()
    app.locator("input[type=file]").set_input_files(large)
    expect(app.locator(".album .flaw")).to_contain_text("не приймає фото такого розміру")
    app.get_by_role("button", name="Нічого не змінилося").click()
    expect(app.locator("#state")).to_contain_text("Треба виправити: 1")
    until(app, Observation.objects.exists)
    assert not Photo.objects.exists()
    assert app.evaluate(COUNT) == 1
    app.wait_for_load_state("networkidle")


def test_what_is_sent_is_told_while_it_is_and_soon_after_the_server_is_there_again(
    app: Page, context: BrowserContext
) -> None:
    context.route("**/field/me", lambda route: route.abort())
    add_a_kiosk(app)
    expect(app.locator("#state")).to_contain_text("Зв’язку немає")
    # The server answers again, slowly: nobody touches anything.
    held: list[Any] = []
    context.route("**/field/photos/**", lambda route: route.continue_() if held else held.append(route))
    context.unroute("**/field/me")
    expect(app.locator("#state")).to_contain_text("Надсилається 2 із 2", timeout=9_000)
    expect(app.locator("#state")).not_to_contain_text("Зв’язку немає")
    held[0].continue_()
    expect(app.locator("#state")).to_be_hidden()
    assert [row.state for row in Photo.objects.all()] == ["stored"]
    app.wait_for_load_state("networkidle")
