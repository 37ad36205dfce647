"""From which address a request comes: nobody makes one up, and no proxy of ours is taken for a visitor."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from layers.callers import address_of
from maps import environment


@pytest.mark.parametrize(
    ("proxies", "behind", "told", "nearest", "found"),
    [
        ("", False, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        ("", True, "203.0.113.9, 198.51.100.4", "192.0.2.1", "198.51.100.4"),
        ("", True, "", "192.0.2.1", "192.0.2.1"),
        # Two of ours in a row, and before them what the visitor made up.
        ("192.0.2.1 10.0.0.0/8", True, "1.1.1.1, 198.51.100.4, 10.2.3.4", "192.0.2.1", "198.51.100.4"),
        ("10.0.0.0/8", True, "1.1.1.1, 198.51.100.4", "192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", True, "10.0.0.1", "192.0.2.1", "10.0.0.1"),
        ("192.0.2.1 10.0.0.1", True, "10.0.0.1", "192.0.2.1", "10.0.0.1"),
        ("192.0.2.1", True, "nonsense", "192.0.2.1", ""),
        ("2001:db8::/32", True, "2001:db9::7", "2001:db8::1", "2001:db9::7"),
        ("192.0.2.1", True, "x" * 5000, "192.0.2.1", ""),
    ],
)
def test_the_first_address_that_is_no_proxy_of_ours_is_the_visitors(
    settings: Any, proxies: str, behind: bool, told: str, nearest: str, found: str
) -> None:
    settings.TRUSTED_PROXIES = [ip_network(word) for word in proxies.split()]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind else None
    assert address_of({"REMOTE_ADDR": nearest, "HTTP_X_FORWARDED_FOR": told}) == found


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1, 10.1.0.7/16")
    assert [str(one) for one in environment.networks("TRUSTED_PROXIES")] == ["10.0.0.1/32", "10.1.0.0/16"]
    monkeypatch.setenv("TRUSTED_PROXIES", "proxy.example.org")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        environment.networks("TRUSTED_PROXIES")
