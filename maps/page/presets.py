"""Questions that people come with, as addresses of the map: data of the composition root, which knows the layers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from layers.layer import Layer
from layers.registry import catalogue


@dataclass(frozen=True, slots=True)
class Preset:
    """A question in a resident's words, and the words of the address that answer it."""

    title: Any
    words: str
    #: whether it is asked about a street or an address, which the page asks for where none is chosen
    asks_place: bool = False

    @property
    def layers(self) -> list[str]:
        return self.words.removeprefix("layers=").partition("&")[0].split(",")


PRESETS = (
    Preset(
        _("Where can I get in with a wheelchair"),
        "layers=places,stops&profile=wheelchair&places.for_wheelchair=accessible,partly"
        "&stops.wheelchair_boarding=possible",
    ),
    Preset(_("What bars my way"), "layers=barriers&barriers.status=reported,measured,confirmed,planned"),
    Preset(
        _("What will change in my street"),
        "layers=projects,tenders&projects.stage=voting,won,running&tenders.phase=open,evaluation,awarded",
        asks_place=True,
    ),
    Preset(_("Where are unlawful kiosks"), "layers=kiosks&kiosks.permit_state=expired,annulled,none"),
    Preset(
        _("Where the city differs from its plan"),
        "layers=comparison,spots&comparison.finding=moved,oversize,outside,empty,narrows,too_near",
    ),
    Preset(_("What people ask for"), "layers=petitions,projects&projects.stage=submitted,review,voting"),
    Preset(_("What people have reported"), "layers=reports"),
)


def topical() -> list[Layer]:
    """The layers that people ask about: not the ground, and not what places are called by."""
    return [layer for layer in catalogue if layer.is_topical]


def eventful() -> list[Layer]:
    """The topical layers on which things happen: what follows by rule from others would tell them twice."""
    return [layer for layer in topical() if not layer.by_rule]


def presets() -> list[Preset]:
    """The questions that this city's layers can answer."""
    return [preset for preset in PRESETS if all(slug in catalogue for slug in preset.layers)]
