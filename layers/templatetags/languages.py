"""What data say is Ukrainian on a page in any language: a screen reader has to know where it begins and ends."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

_OWN = "uk"
#: from the first Cyrillic letter to the last, with the numbers and signs that belong to it
_UKRAINIAN = re.compile(r"(?:\A[^A-Za-z]*)?[Ѐ-ӿ](?:.*[Ѐ-ӿ])?[^A-Za-z]*", re.DOTALL)


@register.filter
def ukrainian(text: object) -> SafeString:
    """Marks what is Ukrainian in a text of a page that is not.

    All that is translated is without Cyrillic letters there: a text with them is from the data, or has data in it
    («former names: …»).
    """
    words = str(text)
    said = None if (get_language() or _OWN).startswith(_OWN) else _UKRAINIAN.search(words)
    if said is None:
        return conditional_escape(words)
    return format_html('{}<span lang="uk">{}</span>{}', words[: said.start()], said[0], words[said.end() :])
