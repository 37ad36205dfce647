"""The modules of a page's script, in its head."""

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from maps.page.scripts import modules_of

register = template.Library()


@register.simple_tag(takes_context=True)
def module_preloads(context: Context, entry: str) -> SafeString:
    """A `modulepreload` for each module that the static file `entry` leads to."""
    nonce = context["request"].csp_nonce
    links = ((static(name), nonce) for name in modules_of(entry))
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}" nonce="{}">', links)
