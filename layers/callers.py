"""From which address a request comes: behind a proxy its own is that of the proxy, and the visitor's is told by it.

What a header says is believed only as far as proxies of ours have written it: whoever asks may have begun it.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address

from django.conf import settings


def address_of(meta: Mapping[str, str]) -> str:
    """The address of whoever asks (`request.META`); empty where it is not known.

    `TRUSTED_PROXIES` names the proxies that are passed over, from the nearest one on. Where none is named and there is
    one before the map (`BEHIND_PROXY`), the last address that it names is the visitor's.
    """
    nearest = meta.get("REMOTE_ADDR", "")
    told = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES:
        chain = [*told, nearest]
        while len(chain) > 1 and _is_trusted(chain[-1], settings.TRUSTED_PROXIES):
            chain.pop()
        return _sound(chain[-1])
    return _sound(told[-1] if settings.SECURE_PROXY_SSL_HEADER and told else nearest)


def _is_trusted(address: str, proxies: list[IPv4Network | IPv6Network]) -> bool:
    sound = _sound(address)
    return bool(sound) and any(ip_address(sound) in proxy for proxy in proxies)


def _sound(address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        return ""
