"""`./dev bench-field`: what the field app withstands and costs, measured in Chromium against the real server.

The tab is killed again and again while it sends, and the line is cut at random: every observation and every photo has
to arrive exactly once, byte by byte. Then a season's outbox, a thousand observations with three thousand photos: how
soon its list is there, and what sending it does to the memory. And what adding one kiosk takes, in taps and in seconds.
"""

import argparse
import hashlib
import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests.e2e.browser import FLAGS

GOALS = {
    "app shell, kB": 250,
    "add a kiosk, seconds": 30,
    "list of the outbox, ms": 1000,
    "lost": 0,
    "twice": 0,
    "other than sent": 0,
}
OBSERVATIONS, PHOTOS = 50, 2
SEASON, SEASON_PHOTOS = 1000, 3
#: bytes per second while the tab is killed: slow enough to be met in the middle of a photo
WEAK_LINE = {"offline": False, "downloadThroughput": 400_000, "uploadThroughput": 150_000, "latency": 60}
MEGA = 1_000_000

#: writes into the outbox as the app does: pictures of noise, of about so many pixels a side
FILL = """async ([count, photos, side, place]) => {
    const database = await new Promise((done, failed) => {
        const asked = indexedDB.open("field");
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
    });
    const canvas = new OffscreenCanvas(side, side);
    const context = canvas.getContext("2d");
    const sums = [];
    for (let index = 0; index < count; index += 1) {
        const id = crypto.randomUUID();
        const made = new Date().toISOString();
        const position = {
            longitude: place[0] + (index % 40) * 0.0004, latitude: place[1] + Math.floor(index / 40) * 0.0003,
            accuracy: 5, placing: "gps",
        };
        const answers = { form: "kiosk", activity: "coffee" };
        const message = { survey: "kiosk", version: 1, deed: "add", made, answers, position };
        const taken = [];
        for (let number = 0; number < photos; number += 1) {
            const noise = context.createImageData(side, side);
            for (let byte = 0; byte < noise.data.length; byte += 1)
                noise.data[byte] = byte % 4 === 3 ? 255 : Math.random() * 256;
            context.putImageData(noise, 0, 0);
            const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
            const bytes = await blob.arrayBuffer();
            const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
            const sha256 = [...digest].map((one) => one.toString(16).padStart(2, "0")).join("");
            taken.push({ bytes, sha256 });
            sums.push(sha256);
        }
        const work = database.transaction(["outbox", "photos", "bytes"], "readwrite");
        work.objectStore("outbox").put(
            { id, title: "Кіоск", message, made, fate: "waiting", tries: 0, said: "", answer: null });
        for (const { bytes, sha256 } of taken) {
            const photo = crypto.randomUUID();
            work.objectStore("photos").put({ id: photo, observation: id, size: bytes.byteLength, sha256, made,
                sent: 0, state: "waiting", said: "" });
            work.objectStore("bytes").put(bytes, photo);
        }
        await new Promise((done) => { work.oncomplete = done; });
    }
    database.close();
    return sums;
}"""
#: how many observations and photos wait
_LEFT = """() => new Promise((done) => {
    const asked = indexedDB.open("field");
    asked.onsuccess = () => {
        const work = asked.result.transaction(["outbox", "photos"]);
        const rows = work.objectStore("outbox").index("fate").count("waiting");
        const photos = work.objectStore("photos").index("state").count("waiting");
        work.oncomplete = () => { asked.result.close(); done(rows.result + photos.result); };
    };
})"""


def main() -> None:
    """Measure, and print each figure beside what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how often the tab is killed (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which it is (1)")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maps.settings")
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1 localhost"
    django.setup()
    from django.core.management import call_command

    from tests.load import servers

    call_command("migrate", verbosity=0)
    call_command("demo_city", size="small")
    session = _session()
    with servers.ours() as home:
        with _inspector(home, session) as (_browser, device):
            _report("Opened for the first time", _shell(device, home))
        with _inspector(home, session) as (_browser, device):
            _report("Adding one kiosk", _added(device, home))
        with _inspector(home, session) as (_browser, device):
            sums, figures = _killed(device, home, asked.kills, random.Random(asked.seed))
        _report(f"{asked.kills} kills of the tab while it sends", figures | _arrived(sums))
        with _inspector(home, session) as (_browser, device):
            _report(f"{SEASON} observations, {SEASON * SEASON_PHOTOS} photos", _season(device, home))


def _session() -> str:
    """An inspector who is signed in; what earlier runs have sent is gone."""
    from django.contrib.auth.models import Group, User
    from django.test import Client

    from kiosks.models import Kiosk
    from layers.surveys.models import Observation, Photo

    Kiosk.objects.filter(source="field").delete()
    Observation.objects.all().delete()
    for photo in Photo.objects.all():
        for file in (photo.original, photo.picture, photo.small):
            file.delete(save=False)
        photo.delete()
    user, _created = User.objects.get_or_create(username="bench-inspector")
    user.groups.add(Group.objects.get(name="inspector"))
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@contextmanager
def _inspector(home: str, session: str) -> Iterator[tuple[Browser, BrowserContext]]:
    """A telephone in the middle of the city, of somebody who is signed in. The database is not asked meanwhile."""
    from django.conf import settings

    longitude, latitude = settings.CITY.centre
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            locale="uk-UA",
            is_mobile=True,
            has_touch=True,
            geolocation={"longitude": longitude, "latitude": latitude, "accuracy": 5},
            permissions=["geolocation"],
        )
        context.add_cookies([{"name": "sessionid", "value": session, "url": home}])
        yield browser, context
        browser.close()


def _opened(device: BrowserContext, home: str, screen: str = "") -> Page:
    page = device.new_page()
    page.goto(f"{home}/field/{screen}")
    page.wait_for_function("() => document.querySelector('#screen')?.childElementCount")
    return page


def _shell(device: BrowserContext, home: str) -> dict[str, float]:
    """What comes over the line before the app is on the device."""
    page = device.new_page()
    line = device.new_cdp_session(page)
    line.send("Network.enable")
    received = [0.0]
    line.on("Network.loadingFinished", lambda said: received.append(said["encodedDataLength"]))
    page.goto(f"{home}/field/")
    page.wait_for_load_state("networkidle")
    return {"app shell, kB": sum(received) / 1000}


def _added(device: BrowserContext, home: str) -> dict[str, float]:
    """From the first screen to «saved»: no photo, as its taking is the hand's and not the app's."""
    page = _opened(device, home)
    taps = 0
    begun = time.monotonic()

    def tap(locator: Any) -> None:
        nonlocal taps
        taps += 1
        locator.tap()

    tap(page.get_by_role("link", name="Додати: Кіоск"))
    tap(page.get_by_role("button", name=re.compile("Ні, це новий|Далі")).first)
    tap(page.locator("label", has=page.get_by_role("radio", name="Кіоск", exact=True)))
    tap(page.locator("label", has=page.get_by_role("radio", name="Кава на виніс")))
    tap(page.get_by_role("button", name="Зберегти"))
    page.wait_for_function("() => !location.hash")
    figures = {"add a kiosk, taps": float(taps), "add a kiosk, seconds": time.monotonic() - begun}
    page.wait_for_load_state("networkidle")
    return figures


def _killed(
    device: BrowserContext, home: str, kills: int, chance: random.Random
) -> tuple[list[str], dict[str, float]]:
    """Fill the outbox without a line, then kill the tab while it sends, as often as is asked for."""
    page = _opened(device, home)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    device.set_offline(True)
    sums = page.evaluate(FILL, [OBSERVATIONS, PHOTOS, 200, _somewhere()])
    page.close()
    device.set_offline(False)
    in_the_middle = 0
    for _kill in range(kills):
        in_the_middle += _one_kill(device, home, chance)
    page = _opened(device, home)
    end = time.monotonic() + 300
    while page.evaluate(_LEFT) and time.monotonic() < end:
        page.wait_for_timeout(500)
    return sums, {"killed while something waited": float(in_the_middle)}


def _one_kill(device: BrowserContext, home: str, chance: random.Random) -> bool:
    """Open the app on a weak line, perhaps cut it, and close the tab. Whether there was something left to send."""
    page = device.new_page()
    line = device.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", WEAK_LINE)
    try:
        page.goto(f"{home}/field/", wait_until="commit")
        page.wait_for_timeout(chance.uniform(50, 900))
        if chance.random() < 0.3:
            line.send("Network.emulateNetworkConditions", WEAK_LINE | {"offline": True})
            page.wait_for_timeout(chance.uniform(10, 200))
        return bool(page.evaluate(_LEFT))
    except Error:
        return True
    finally:
        page.close()


def _arrived(sums: list[str]) -> dict[str, float]:
    """What the server has of what was sent: each once, byte by byte."""
    from kiosks.models import Kiosk
    from layers.surveys.models import Observation, Photo

    kiosks = Kiosk.objects.filter(source="field").count() - 1
    observations = Observation.objects.filter(deed="add", fate="accepted").count() - 1
    stored = list(Photo.objects.filter(state=Photo.State.STORED))
    kept = [photo.sha256 for photo in stored]
    differing = sum(_digest(photo) != photo.sha256 for photo in stored)
    return {
        "observations": float(observations),
        "photos": float(len(stored)),
        "lost": float(len(set(sums) - set(kept)) + max(0, OBSERVATIONS - kiosks)),
        "twice": float(len(kept) - len(set(kept)) + max(0, kiosks - OBSERVATIONS)),
        "other than sent": float(differing),
    }


def _digest(photo: Any) -> str:
    with photo.original.open("rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _season(device: BrowserContext, home: str) -> dict[str, float]:
    """A thousand observations: how soon the list is there, and the memory while all of it is sent."""
    page = _opened(device, home)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    device.set_offline(True)
    page.evaluate(FILL, [SEASON, SEASON_PHOTOS, 64, _somewhere()])
    page.close()
    page = _opened(device, home)
    begun = page.evaluate("performance.now()")
    page.evaluate("location.hash = 'outbox'")
    page.wait_for_selector(".outbox .result")
    figures = {"list of the outbox, ms": page.evaluate("performance.now()") - begun}
    memory = device.new_cdp_session(page)
    memory.send("Performance.enable")
    figures["heap before sending, MB"] = _heap(memory)
    begun_at = time.monotonic()
    device.set_offline(False)
    page.get_by_role("button", name="Надіслати зараз").tap()
    heaps = []
    end = time.monotonic() + 600
    while page.evaluate(_LEFT) and time.monotonic() < end:
        page.wait_for_timeout(2000)
        heaps.append(_heap(memory))
    figures |= {
        "heap at most, MB": max(heaps, default=0.0),
        "heap after sending, MB": _heap(memory),
        "sent in, seconds": time.monotonic() - begun_at,
        "left unsent": float(page.evaluate(_LEFT)),
    }
    return figures


def _heap(memory: Any) -> float:
    """What is alive, in megabytes: after a collection, or garbage would be counted."""
    memory.send("HeapProfiler.collectGarbage")
    metrics = memory.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize") / MEGA


def _somewhere() -> list[float]:
    from django.conf import settings

    west, south, east, north = settings.CITY.bounds
    return [(west + east) / 2, (south + north) / 2]


def _report(title: str, figures: dict[str, float]) -> None:
    print(f"\n{title}", flush=True)
    for name, figure in figures.items():
        goal = GOALS.get(name)
        said = "" if goal is None else f"   asked for: at most {goal}{'' if figure <= goal else '   MISSED'}"
        print(
            f"  {name:32}{figure:12.{0 if figure >= 10 or figure == int(figure) else 2}f}{said}", flush=True
        )


if __name__ == "__main__":
    main()
