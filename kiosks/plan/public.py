"""What the page of a structure tells of the plan: the one finding, and where the rest is."""

from kiosks.plan.layer import ComparisonLayer
from kiosks.plan.models import Comparison
from layers.registry import catalogue
from layers.viewer import Viewer


def of_structure(viewer: Viewer, path: str) -> Comparison | None:
    """The comparison of the structure with this address, if there is one that the viewer may see."""
    return catalogue[ComparisonLayer.slug].features(viewer).filter(structure_path=path).first()
