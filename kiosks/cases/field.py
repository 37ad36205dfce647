"""An observation from the field opens a case or moves it on, by rule, and once."""

from typing import Any

from django.db.models.signals import post_save

from kiosks.cases import rules
from kiosks.cases.actions import Deed, Refused, open_case, take
from kiosks.cases.findings import violation
from kiosks.cases.models import STRUCTURES, Case, Step
from kiosks.cases.vocabulary import Ground
from layers.surveys.models import Deed as Kind
from layers.surveys.models import Fate, Observation

_SEEN = frozenset({Kind.INSPECT, Kind.UNCHANGED})


def listen() -> None:
    """Called at start."""
    post_save.connect(_observed, sender=Observation, dispatch_uid="cases")


def _observed(instance: Observation, **_words: Any) -> None:
    if instance.fate != Fate.ACCEPTED or instance.feature_id is None or instance.layer not in STRUCTURES:
        return
    if instance.deed == Kind.GONE:
        _missed(instance)
        return
    if instance.deed not in {Kind.ADD, *_SEEN} or Step.objects.filter(observation_id=instance.pk).exists():
        return
    structure = STRUCTURES[instance.layer]._default_manager.filter(pk=instance.feature_id).first()
    grounds = violation(structure) if structure else ""
    if structure is None or not grounds:
        return
    said = instance.note or str(Ground(grounds).label)
    deed = Deed(by=instance.by, device=instance.device, note=said, grounds=grounds, observation=instance.pk)
    if instance.deed == Kind.ADD:
        open_case(structure, deed)
    elif open_case(structure, deed, rules.INSPECTED) is None:
        _inspect(instance, deed)


def _missed(observation: Observation) -> None:
    """What the register has and nobody found stands in the queue of cases; it is a matter of the office, not of all."""
    if Step.objects.filter(observation_id=observation.pk).exists():
        return
    structure = STRUCTURES[observation.layer]._default_manager.filter(pk=observation.feature_id or 0).first()
    if structure is not None:
        said = observation.note or str(Kind.GONE.label)
        deed = Deed(by=observation.by, device=observation.device, note=said, observation=observation.pk)
        open_case(structure, deed, is_public=False)


def _inspect(observation: Observation, deed: Deed) -> None:
    """A case that waits for its inspection has it now; one that is further on is not moved by a look."""
    same = Case.objects.filter(layer=observation.layer, state=rules.FOUND)
    waiting = same.filter(feature_id=observation.feature_id or 0).first()
    if waiting is None:
        return
    try:
        take(waiting.pk, "inspect", deed)
    except Refused:
        # The observation stands whatever became of the case: somebody was faster, or may not.
        return
