"""The one settings file: everything comes from the environment, the city is one frozen dataclass."""

import importlib.util
import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from maps import environment
from maps.city import City

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(environment.text("LOCAL_DIR") or BASE_DIR / ".local")

CITY_FILE = Path(environment.text("CITY_FILE") or BASE_DIR / "fixtures/sloviansk/city.toml")
CITY = City.from_toml(CITY_FILE)
#: which rules of petitions were in force from when on; without the file none are known
PETITION_RULES = CITY_FILE.with_name("petitions.toml")
#: Says on every page and in every export that what is shown is a demonstration.
DEMONSTRATION = environment.switch("DEMONSTRATION", default=False)

DEBUG = environment.switch("DEBUG")
SECRET_KEY = environment.text("SECRET_KEY") or "for development only: the map refuses to be public with it"
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "maps",
    "kiosks",
    "kiosks.cases",
    "kiosks.plan",
    "accessibility",
    "layers.civic.projects",
    "layers.civic.petitions",
    "layers.civic.tenders",
    "layers.civic.reports",
    "maps.walks",
    "layers.reference",
    "layers.locating",
    "layers.threads",
    "layers.alerts",
    "layers",
    "layers.surveys",
    "leaflet",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.gis",
]

MIDDLEWARE = [
    "layers.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "maps.lane.TileLane",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "maps.embedding.EmbedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "maps.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "maps.viewer.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

#: what a page may say whatever else fails
PAGE_CONTEXT = "maps.page.context.city"
#: what lays out a document of a domain
PAPER = "maps.page.paper.pdf"
#: what gives the questions that the search box offers: each has a title, and the words of the map's address
QUESTIONS = "maps.page.presets.presets"
#: what finds the crossing of two streets that a text names: its name, longitude and latitude; None where it names none
CROSSINGS = "layers.locating.crossings.crossing"
#: what describes the addresses below `/api/` that are no layer's: `paths()` and `schemas()`, by OpenAPI 3.0
DESCRIBED = "maps.page.described"
ROOT_URLCONF = "maps.urls"
WSGI_APPLICATION = "maps.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                PAGE_CONTEXT,
            ],
        },
    },
]

DATABASES = {
    "default": environment.database(environment.text("DATABASE_URL") or "postgis:///map")
    # A new connection costs 13 ms, a warm one 0.2: they are kept, and a broken one is replaced.
    | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
}
DATABASES["default"]["OPTIONS"].setdefault("application_name", "map")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": environment.text("TASKS_BACKEND", "django_tasks_db.DatabaseBackend")}}

# Letters go to the city's own server; where none is named they are written to the log.
EMAIL_HOST = environment.text("EMAIL_HOST")
EMAIL_PORT = environment.number("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = environment.text("EMAIL_USER"), environment.text("EMAIL_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = environment.switch("EMAIL_STARTTLS"), environment.switch("EMAIL_TLS")
#: seconds: a mail server that keeps silent must not hold the worker
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM") or "map@localhost"

# ProZorro is read by the worker. It wants to know who asks, and how they are reached.
PROZORRO_URL = environment.text("PROZORRO_URL") or "https://public-api.prozorro.gov.ua/api/2.5"
PROZORRO_CONTACT = environment.text("PROZORRO_CONTACT") or CITY.publisher.url
AGENT = f"city-map/0.1 ({CITY.slug}; {PROZORRO_CONTACT or 'no contact'})".encode("ascii", "replace").decode()
#: seconds after which a connection that keeps silent is given up
PROZORRO_TIMEOUT = environment.number("PROZORRO_TIMEOUT", 30)
#: minutes between two readings; 0: never by itself
TENDERS_EVERY = environment.number("TENDERS_EVERY", 0 if DEMONSTRATION else 10)

#: another map's search for streets that our own register does not have; none where nothing is said
GEOCODER = environment.service("GEOCODER", ("nominatim", "photon"))
#: seconds between two questions to it
GEOCODER_PAUSE = environment.number("GEOCODER_PAUSE", 1)

LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", "Українська"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "maps/locale"]
FORMAT_MODULE_PATH = ["maps.formats"]
TIME_ZONE = CITY.time_zone
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL_DIR / "static"
#: where the pages' scripts lie that were joined with all they import (`./dev`); without it the modules are served
BUNDLE = environment.text("BUNDLE")
#: Third-party files come from npm at set-up time and are served under their package's name.
STATICFILES_DIRS: list[str | tuple[str, Path]] = [BUNDLE] if BUNDLE else []
STATICFILES_DIRS += [
    (f"npm/{name}", BASE_DIR / "node_modules" / folder)
    for name, folder in {
        "protomaps-leaflet": "protomaps-leaflet/dist/esm",
        "point-geometry": "@mapbox/point-geometry",
        "vector-tile": "@mapbox/vector-tile",
        "pbf": "pbf",
        "color2k": "color2k/dist",
        "potpack": "potpack",
        "rbush": "rbush",
        "quickselect": "quickselect",
        "idb": "idb/build",
        "pmtiles": "pmtiles/dist",
        "exifr": "exifr/dist",
        "qr": "qr",
        "source-sans-3": "@fontsource-variable/source-sans-3/files",
    }.items()
]
MEDIA_ROOT = LOCAL_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "maps.statics.NamedByContent"},
}

LOGIN_URL = "admin:login"

# -- Documents ---------------------------------------------------------------------------------------------
#: whether an order is refused whose term rests on a clause that nobody has checked
CHECKED_CLAUSES_ONLY = environment.switch("CHECKED_CLAUSES_ONLY")
#: the posts of those who draw up reports and sign orders, as they stand before a name
REPORT_POST, ORDER_POST = environment.text("REPORT_POST"), environment.text("ORDER_POST")

# -- Safety ------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = environment.switch("HTTPS")
SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.switch("BEHIND_PROXY") else None
#: the proxies whose word is taken for where a request comes from (layers/callers.py)
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "layers.problems.forged"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# -- The map -----------------------------------------------------------------------------------------------
#: In each process, of its eight threads: readers on slow lines leave the others to the map.
DOWNLOADS_AT_ONCE = 4
LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (CITY.centre[1], CITY.centre[0]),
    "DEFAULT_ZOOM": CITY.zoom,
    "MIN_ZOOM": 8,
    "MAX_ZOOM": 20,
    # The ground is drawn by our own module from our own tiles; no foreign tile server is asked.
    "TILES": [],
    "ATTRIBUTION_PREFIX": "",
    "RESET_VIEW": False,
    # Leaflet looks for its images beside its style sheet, and by names without a digest.
    "FORCE_IMAGE_PATH": True,
}

# -- GDAL and GEOS from the pinned wheels: newer than Debian's, and the same everywhere ---------------------


def _wheel_library(package: str, pattern: str) -> str | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    found = sorted((Path(spec.origin).parent.parent / f"{package}.libs").glob(pattern))
    return str(found[0]) if found else None


GDAL_LIBRARY_PATH = environment.text("GDAL_LIBRARY_PATH") or _wheel_library("pyogrio", "libgdal*")
GEOS_LIBRARY_PATH = environment.text("GEOS_LIBRARY_PATH") or _wheel_library("shapely", "libgeos_c*")
if GDAL_LIBRARY_PATH and (_pyogrio := importlib.util.find_spec("pyogrio")) and _pyogrio.origin:
    os.environ.setdefault("PROJ_DATA", str(Path(_pyogrio.origin).parent / "proj_data"))
    os.environ.setdefault("GDAL_DATA", str(Path(_pyogrio.origin).parent / "gdal_data"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        # Of every file that is laid out it tells in hundreds of lines how it cut the font to what is used.
        "fontTools": {"level": "WARNING"},
    },
}
