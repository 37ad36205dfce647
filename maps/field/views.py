"""The shell of the field app: one page that starts without a connection, and the worker that keeps it."""

import hashlib
import json
from typing import Any

import orjson
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Engine
from django.templatetags.static import static
from django.utils.translation import gettext as _

from accessibility.vocabulary import Word
from layers.drawing import GLYPHS, SHAPES
from layers.origins import credits_of
from layers.problems import NotHere
from layers.registry import catalogue
from layers.surveys.models import Deed
from layers.surveys.photos import LARGEST
from layers.surveys.survey import surveys
from maps.installing import installed
from maps.templatetags.modules import by_address, modules_of, path_of, script_type

_FILES = (
    "maps/css/tokens.css",
    "maps/css/page.css",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "field/css/field.css",
    "npm/source-sans-3/source-sans-3-cyrillic-wght-normal.woff2",
    "npm/source-sans-3/source-sans-3-latin-wght-normal.woff2",
)
_SCRIPT, _WORKER = "field/js/main.js", "field/js/worker.js"
#: what is loaded when it is needed, and kept for then: the decoder of QR codes, for browsers that read none
_DECODER = "npm/qr/decode.js"


def shell(request: HttpRequest) -> HttpResponse:
    """`/field/`: the app. It holds nothing of anybody: who is signed in, it asks."""
    response = render(request, "maps/field.html", {"data": _data()})
    response.headers["Cache-Control"] = "no-cache"
    return response


def manifest(request: HttpRequest) -> HttpResponse:
    """`/field/manifest.webmanifest`: the app of the inspectors, which is installed beside the map of the citizens."""
    shortcuts = [
        *((_("Add: {title}").format(title=survey.title), f"add/{survey.slug}") for survey in surveys),
        (_("My day"), "day"),
        (_("To be sent"), "outbox"),
    ]
    return installed(
        "/field/",
        name=_("%(name)s: field work") % {"name": settings.CITY.name},
        short_name=_("Field work"),
        description=_("Inspectors add and inspect what stands in the city, also without a signal."),
        shortcuts=[{"name": name, "url": f"/field/#{screen}"} for name, screen in shortcuts],
    )


def worker(request: HttpRequest) -> HttpResponse:
    """`/field/worker.js`: joined with all that it imports a classic script, which every browser takes; another one with
    every change of the shell."""
    files = [
        "/field/",
        "/icon.svg",
        "/city.css",
        *(static(name) for name in (*_FILES, *modules_of(_SCRIPT), *modules_of(_DECODER))),
    ]
    shell = {"version": _version(), "files": files}
    script = f"self.SHELL = {orjson.dumps(shell).decode()};\n{by_address(_WORKER)}"
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """`/field/paper/<survey>?kind=…`: the survey to be printed, for an object that is known so far. Raises NotHere."""
    survey = surveys.get(slug)
    if survey is None:
        raise NotHere(_("There is no such survey."))
    head = (
        _("Date and time"),
        _("Inspector"),
        _("Where it is, or № of the object"),
        _("Photos: from … to …"),
    )
    facts = {name: request.GET[name] for name in survey.facts if name in request.GET}
    asked = survey.described()
    asked["questions"] = [question for question in asked["questions"] if _may_be_asked(question, facts)]
    return render(request, "maps/paper_form.html", {"survey": asked, "head": head})


def _may_be_asked(question: dict[str, Any], facts: dict[str, str]) -> bool:
    return all(facts[when["name"]] in when["values"] for when in question["when"] if when["name"] in facts)


def _version() -> str:
    """Another one with all that the page is made of: what a device has kept is shown until there is another version."""
    digest = hashlib.sha256(f"{settings.CITY!r}".encode())
    digest.update(str(Engine.get_default().get_template("maps/field.html").source).encode())
    digest.update(json.dumps(_data(), cls=DjangoJSONEncoder).encode())
    for name in (*_FILES, *modules_of(_SCRIPT), *modules_of(_WORKER), *modules_of(_DECODER)):
        if path := path_of(name):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _data() -> dict[str, Any]:
    """What the app knows before it asks: its words, the city, how symbols are drawn, and whose map it is."""
    drawn = {survey.layer_slug: survey.layer for survey in surveys}
    return {
        "words": words(),
        "city": {"name": str(settings.CITY.name), "centre": settings.CITY.centre},
        "catalogue": {
            "layers": {
                slug: {
                    "slug": slug,
                    "shape": str(layer.shape),
                    "legend": {"classes": [one.as_json(value) for value, one in layer.style.symbols()]},
                }
                for slug, layer in drawn.items()
            },
            "shapes": {
                name: {"outline": outline, "centre": centre} for name, (outline, centre) in SHAPES.items()
            },
            "glyphs": GLYPHS,
        },
        "credits": credits_of(catalogue.base),
        "base": f"/tiles/{'+'.join(layer.slug for layer in catalogue.base)}/{{z}}/{{x}}/{{y}}.mvt",
        "worker": script_type(_WORKER),
        "largest": LARGEST,
    }


def words() -> dict[str, str]:
    """What the app says."""
    return {
        "add": _("Add: {title}"),
        "near": _("Near you"),
        "nothingNear": _(
            "Nothing was taken along from here. Take an area along while there is a connection."
        ),
        "outbox": _("To be sent"),
        "empty": _("Nothing waits. All that you saved has arrived."),
        "left": _("Waiting: {rows}, photos: {photos}"),
        "sendingNow": _("Being sent: {at} of {all}."),
        "send": _("Send now"),
        "rescue": _("Save as a file"),
        "showMore": _("Show more"),
        "waiting": _("waits for a connection"),
        "accepted": _("accepted"),
        "refused": _("refused"),
        "conflict": _("somebody else changed it meanwhile"),
        "set_aside": _("set aside by the office"),
        "elsewhere": _("from another device"),
        "fatesOf": _("What you sent from any device, as the server knew it at {when}."),
        **{f"deed_{deed.value}": str(deed.label) for deed in Deed},
        "photos": _("Photos: {sent} of {all} sent"),
        "mend": _("Mend"),
        "base": _("When you set out"),
        "theirs": _("On the server now"),
        "mine": _("By you"),
        "place": _("Position"),
        "changedOn": _("Changed on the server: {when}."),
        "changedBy": _("Changed on the server: {when}, {login}."),
        "seen": _("Seen"),
        "undecided": _("Say of each question who is right."),
        "lost": _("No connection. What you save stays on this device and is sent by itself."),
        "signedOut": _("You are not signed in. What you saved waits on this device."),
        "signIn": _("Sign in"),
        "day": _("My day"),
        "route": _("{count} objects, {km} km on foot, {minutes} minutes"),
        "nothingDue": _("Nothing is due round here. Take an area along if you have not."),
        "anew": _("Order anew from here"),
        "due": _("due by {date}"),
        "overdue": _("overdue since {date}"),
        "inspected": _("inspected on {date}"),
        "missingSince": _("not found on {date}"),
        "neverInspected": _("not inspected yet"),
        "scan": _("Open by QR code or number"),
        "scanHow": _(
            "Hold the camera on the code of the plate. Or type the number of the object on the map."
        ),
        "noScan": _(
            "This browser opens no camera: take a picture of the code, or type the number on the map."
        ),
        "codePicture": _("A picture of the code"),
        "noCode": _("No code was found in this picture. Come closer, or type the number."),
        "noCamera": _(
            "The camera is not open to this app: allow it in the browser’s settings, or type the number."
        ),
        "number": _("Number of the object"),
        "open": _("Open"),
        "notTaken": _("№ {number} was not taken along. Take the area along where it stands."),
        "map": _("Map"),
        "mapHow": _("What was taken along. The list «Near you» has the same objects."),
        "whereAmI": _("Where am I"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "where": _("Where is it?"),
        "bySatellites": _("Here, by GPS"),
        "onTheMap": _("Point on the map"),
        "crosshairMap": _("Map with a crosshair: move it by finger or arrow keys"),
        "pointed": _("The place under the crosshair, as exact as you point."),
        "walk": _("Walked along, nothing found"),
        "walkHow": _("Walk along the street with this page open. What you walked is kept when you save it."),
        "walkedNear": _("Walked without a finding, near you"),
        "walkedHow": _("Dashed on the map. A street that is not here was not walked in the last year."),
        "walkedOn": _("inspected on {date}, {login}"),
        "walkedUnnamed": _("walked with this device, not matched with a street yet"),
        "nothingWalked": _("No walk near you is known on this device."),
        "walking": _("Nothing yet: walk on, under open sky."),
        "walked": _("{metres} m so far"),
        "notWalked": _("There is no line yet: walk along the street first."),
        "area": _("Take an area along"),
        "areaHow": _(
            "Objects, their pictures and the base map are kept on this device, to work without a signal."
        ),
        "areaSize": _("Objects: {objects}, pictures: {pictures}, in all {size} MB"),
        "areaAnother": _("Another area"),
        "areaWhere": _("Round which place?"),
        "areaTitle": _("Name of the area"),
        "areaNumber": _("Area {number}"),
        "areaMeasure": _("How large is it?"),
        "areaMeasuring": _("Being asked of the server…"),
        "areaTaking": _("The base map is on its way…"),
        "areaPictures": _("Pictures on this device: {count}"),
        "areaRenew": _("Renew"),
        "areaRemove": _("Remove"),
        "areaRemoveSure": _("Remove “{title}” from this device? What you have saved stays."),
        "pictureNotHere": _("not on this device"),
        "noPicture": _("no published picture"),
        "areaTake": _("Take it along"),
        "areaTaken": _("Taken along on {date}: {objects} objects."),
        "reach": _("{km} km in each direction"),
        "searching": _("Looking for satellites…"),
        "fix": _("± {metres} m, from {count} readings"),
        "rough": _("± {metres} m is not exact enough. Step away from walls, or wait."),
        "noPosition": _("This device does not tell where it is. Allow it in the browser’s settings."),
        "alike": _("Is it this one?"),
        "metres": _("{metres} m"),
        "isStretch": _("It is a stretch: it ends elsewhere"),
        "whereItEnds": _("Where it ends"),
        "stretchHow": _("The place above is where it begins. Walk along it, or point at its end on the map."),
        "itIsNew": _("No, it is a new one"),
        "photo": _("Take a photo"),
        "shrinking": _("A photo is being made smaller…"),
        "saving": _("Being kept on this device…"),
        "notSaved": _("This could not be kept on the device: is there room left? Nothing was thrown away."),
        "notKeptPhoto": _("This photo could not be kept on the device: is there room left? Take it again."),
        "photoOf": _("Photo {number}"),
        "photoOut": _("Take out"),
        "photoOutSure": _("Take this photo out? It is not kept."),
        "restored": _("This was begun on {when} and is not saved yet. It is here again, with its photos."),
        "discard": _("Begin anew"),
        "discardSure": _("Throw away what was begun, with its photos?"),
        "goOn": _("Not saved yet: {title}"),
        "measureAgain": _("Measure the position again"),
        "placeKept": _("This position is kept, ± {metres} m, wherever you go from here."),
        "staleFix": _("No position for {seconds} s. You may be elsewhere by now: wait, or point on the map."),
        "clockOff": _("The clock of this device is off by {time}: set it right."),
        "later": _("The server did not take it now; it is sent again by itself."),
        "waitsFor": _("waits for {login} to sign in"),
        "areaOf": _("“{title}” is with you as it was on {date}."),
        "tooLong": _("At most {most} characters."),
        "noNumber": _("This is answered by a number."),
        "notBelieved": _("{value} is not believed here: it is from {low} to {high}."),
        "measureAgainSaid": _("Measure once more."),
        "wasMeant": _("Was this meant: {meant}?"),
        "or": _("or"),
        "seldomSo": _("{value} is unusually small. What was measured?"),
        "measuredSo": _("exactly {value}"),
        "sayWhich": _("Say which it is: choose above."),
        "auditHow": _(
            "One question after the other; what you leave out stays unknown. It can be saved at any time."
        ),
        "whatAudited": _("What do you look at?"),
        "wholePlace": _("the whole place, by its main entrance"),
        "anotherEntrance": _("another entrance"),
        "whichEntrance": _("Which entrance is it?"),
        "entranceHow": _("As people there say it: “yard entrance”."),
        "entranceMissing": _("Say in words which entrance it is."),
        "unchangedHow": _(
            "You looked, and all is as the last audit found it. Answers that are taken over: {count}."
        ),
        "lastTime": _("Last time: {answer}"),
        "changedSince": _("It was changed since then: repaired or rebuilt"),
        "answeredOf": _("Answered: {count} of {all}"),
        "restUnknown": _(
            "What is not answered stays as it was known, with the day on which somebody looked."
        ),
        "restAsBefore": _("I looked: the rest is as it was last time"),
        "levelBegin": _("Measure with this phone"),
        "levelWrite": _("Write it down"),
        "levelTurn": _("Measure both ways"),
        "levelTurned": _("I turned it: measure"),
        "levelTurnNow": _(
            "Now turn the phone round by 180° at the same spot, lay it down and measure again."
        ),
        "levelRough": _(
            "The sensor of this phone may be off by a degree: measure both ways once, and it is corrected."
        ),
        "levelExact": _("Corrected: the sensor of this phone is off by {offset}°."),
        "levelNow": _("{slope} % ± {error}"),
        "levelStill": _("— it lies still."),
        "levelMoves": _("— hold it still."),
        "levelNone": _(
            "This device has no sensor of tilt: type the slope, or the rise divided by the length."
        ),
        "levelDenied": _(
            "The sensor of tilt is closed to this app: allow it in the browser’s settings, or type the slope."
        ),
        "secondLook": _("A second look"),
        "secondHow": _("The last audit was made by somebody else. Is it right?"),
        "isDisputed": _("Two auditors found different things here: look at it with fresh eyes."),
        "yourWord": _("Your word: {word}."),
        **{f"word_{word.value}": str(word.label) for word in Word},
        "confirm": _("I confirm it"),
        "differ": _("I found something else"),
        "cannotTell": _("I cannot tell"),
        "differHow": _(
            "Answer only what you found otherwise, and save: the office sees both answers side by side."
        ),
        "auditAnew": _("An audit of your own"),
        "nothingAnswered": _("Answer one question at least."),
        "atLeast": _("At least {limit}."),
        "atMost": _("At most {limit}."),
        "photoFar": _("This photo was taken {metres} m from here, its camera says. Is it of this object?"),
        "photoAsItCame": _(
            "Kept as the camera gave it: this device could not make it smaller. It is sent so."
        ),
        "photoUntaken": _("The server takes no photo of this size. It is kept here until you take it out."),
        "unseen": _("cannot be shown on this device"),
        "toMend": _("To be mended: {count}."),
        "photoRefused": _("A photo was not taken"),
        "photoInstead": _("Take another photo for it"),
        "photoAgain": _("Send it once more"),
        "photoGiveUp": _("Give it up"),
        "photoGiveUpSure": _("Give this photo up? It is deleted from this device and is nowhere else."),
        "step": _("Step {at} of {all}"),
        "previous": _("One step back"),
        "next": _("Next"),
        "answered": _("Done"),
        "notSaid": _("nothing said yet"),
        "otherQuestions": _("Other questions"),
        "save": _("Save"),
        "paper": _("The same on paper"),
        "saved": _("Saved on this device."),
        "missing": _("Answer this first: {title}"),
        "unchanged": _("Nothing has changed"),
        "gone": _("It is not there"),
        "barred": _("Could not be inspected"),
        "back": _("Back"),
        "yes": _("yes"),
        "no": _("no"),
        "unknown": _("not known"),
        "kept": _("The browser has promised to keep what is saved. {used} MB are used, {free} MB are free."),
        "notKept": _(
            "The browser may clear what is saved when room runs out: send as soon as you can. {used} MB are used, "
            "{free} MB are free."
        ),
    }
