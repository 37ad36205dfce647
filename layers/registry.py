"""The catalogue of layers: every app's `layer.py` is found by itself, and a slug is given once."""

from collections.abc import Iterator

from layers.layer import Group, Layer


class Catalogue:
    """All layers by slug. Iterates in the order that people see: group, then rank, then slug."""

    def __init__(self) -> None:
        self._layers: dict[str, Layer] = {}

    def register(self, layer: type[Layer]) -> type[Layer]:
        """Add a layer; usable as a decorator. Raises ValueError when the slug is taken."""
        if layer.slug in self._layers:
            raise ValueError(f"two layers are called {layer.slug!r}")
        self._layers[layer.slug] = layer()
        return layer

    def unregister(self, slug: str) -> None:
        """Take a layer out again (tests define layers of their own)."""
        del self._layers[slug]

    def __getitem__(self, slug: str) -> Layer:
        return self._layers[slug]

    def __contains__(self, slug: str) -> bool:
        return slug in self._layers

    def __len__(self) -> int:
        return len(self._layers)

    def __iter__(self) -> Iterator[Layer]:
        order = list(Group)
        return iter(
            sorted(self._layers.values(), key=lambda one: (order.index(one.group), one.rank, one.slug))
        )

    @property
    def profiles(self) -> dict[str, str]:
        """The profiles of needs that any layer is judged for, and what each is called."""
        return {str(profile.value): str(profile.label) for layer in self for profile in layer.profiles}

    @property
    def shown(self) -> list[Layer]:
        """The layers that visitors switch: all but the ground."""
        return [layer for layer in self if layer.group is not Group.GROUND]

    @property
    def ground(self) -> list[Layer]:
        """The layers of the base map that are nothing else, in drawing order."""
        return [layer for layer in self if layer.group is Group.GROUND]

    @property
    def base(self) -> list[Layer]:
        """All that the base map is drawn from: the ground, and the layers that lie under the others by themselves."""
        return [*self.ground, *(layer for layer in self.shown if layer.underlies)]


catalogue = Catalogue()
register = catalogue.register
