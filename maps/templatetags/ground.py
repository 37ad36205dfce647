"""The base map for pages that are not the map page: the back office draws on the city's own ground too."""

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from maps.page.catalogue import ground as described

register = template.Library()


@register.simple_tag
def ground() -> SafeString:
    """The ground's tiles and attribution as JSON for `admin.js`."""
    return json_script(described(), "ground")
