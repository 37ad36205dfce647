"""What the page's address says: it is written when the page has come to rest, so tests wait for it."""

import re

from playwright.sync_api import Page, expect


def has(page: Page, words: str) -> None:
    """The address comes to say these words."""
    expect(page).to_have_url(re.compile(re.escape(words)))


def lacks(page: Page, words: str) -> None:
    """The address comes to say these words no more."""
    expect(page).not_to_have_url(re.compile(re.escape(words)))
