"""The way from a card to the back office, which is known by its name only, for those who may change things there."""

from django import template
from django.contrib.auth import get_permission_codename
from django.template import Context
from django.urls import NoReverseMatch, reverse

from layers.record import Record

register = template.Library()


@register.simple_tag(takes_context=True)
def office_address(context: Context, record: Record) -> str:
    """Where a feature is changed; empty for whoever may not, and for what the back office does not have."""
    request, model = context["request"], record.layer.model._meta
    if not request.viewer.is_staff or not request.user.is_staff:
        return ""
    if not request.user.has_perm(f"{model.app_label}.{get_permission_codename('change', model)}"):
        return ""
    try:
        return reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[record.id])
    except NoReverseMatch:
        return ""
