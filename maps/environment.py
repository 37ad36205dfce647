"""Settings come from the environment and fail loudly: a value that cannot be understood stops the start."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
    "": False,
}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def switch(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return _WORDS[value.lower()]
    except KeyError:
        raise ImproperlyConfigured(f"{name}={value!r}: say yes or no") from None


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: a whole number is wanted") from None


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def service(name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """A service of somebody else, `kind:https://…`: its kind and its address; both empty where none is named."""
    kind, _colon, address = text(name).partition(":")
    if kind and (kind not in kinds or urlsplit(address).scheme not in ("http", "https")):
        raise ImproperlyConfigured(f"{name}: one of {', '.join(kinds)}, a colon, and an address (https://…)")
    return kind, address


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks of machines: `10.0.0.1 10.1.0.0/16`."""
    try:
        return [ip_network(word, strict=False) for word in words(name)]
    except ValueError as flaw:
        raise ImproperlyConfigured(f"{name}: {flaw}") from None


def database(url: str) -> dict[str, Any]:
    """`postgis://user:password@host:port/name?option=value`; the host may be a percent-encoded socket folder.

    `postgis:///name?host=/folder` is understood as well. Query options are passed to libpq.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgis", "postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL: {parts.scheme or 'nothing'}:// is not a PostGIS address")
    if not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL: the name of the database is missing")
    options = dict(parse_qsl(parts.query))
    credentials, _, address = parts.netloc.rpartition("@")
    host, port = address, ""
    if ":" in address.rsplit("]", 1)[-1]:
        host, port = address.rsplit(":", 1)
    user, _, password = credentials.partition(":")
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": options.pop("host", "") or unquote(host.strip("[]")),
        "PORT": options.pop("port", "") or port,
        "OPTIONS": options,
    }
