"""Path converters: an address names layers, and a name that is not in the catalogue is a 404 by itself."""

from layers.layer import Layer
from layers.registry import catalogue


class LayerConverter:
    """One layer by its slug."""

    regex = r"[a-z][a-z0-9-]*"

    def to_python(self, value: str) -> Layer:
        if value not in catalogue:
            raise ValueError(value)
        return catalogue[value]

    def to_url(self, value: Layer | str) -> str:
        return str(value)


class LayersConverter:
    """Up to a dozen layers, `water+roads`, each once."""

    regex = r"[a-z][a-z0-9-]*(?:\+[a-z][a-z0-9-]*){0,11}"

    def to_python(self, value: str) -> tuple[Layer, ...]:
        slugs = value.split("+")
        if len(set(slugs)) < len(slugs) or any(slug not in catalogue for slug in slugs):
            raise ValueError(value)
        return tuple(catalogue[slug] for slug in slugs)

    def to_url(self, value: "tuple[Layer, ...] | str") -> str:
        return value if isinstance(value, str) else "+".join(layer.slug for layer in value)


class NumberConverter:
    """A number of a tile or an object: digits, no more than a 64-bit integer holds."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
