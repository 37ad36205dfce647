"""Smooth randomness over the plane: what keeps streets, banks and edges from being ruled with a ruler."""

import numpy as np


class Noise:
    """Value noise, -1 to 1, the same for the same generator. `scale` is the distance in metres of its waves."""

    _SIZE = 64

    def __init__(self, random: np.random.Generator, scale: float) -> None:
        self.scale = scale
        self._lattice = random.uniform(-1, 1, (self._SIZE, self._SIZE))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        place = points / self.scale
        cell = np.floor(place).astype(int)
        part = place - cell
        weight = part * part * (3 - 2 * part)
        x, y = cell[:, 0] % self._SIZE, cell[:, 1] % self._SIZE
        right, up = (x + 1) % self._SIZE, (y + 1) % self._SIZE
        grid = self._lattice
        low = grid[x, y] * (1 - weight[:, 0]) + grid[right, y] * weight[:, 0]
        high = grid[x, up] * (1 - weight[:, 0]) + grid[right, up] * weight[:, 0]
        return low * (1 - weight[:, 1]) + high * weight[:, 1]


class Warp:
    """A displacement of the plane by two noises: what is drawn straight comes out slightly bent."""

    def __init__(self, random: np.random.Generator, *waves: tuple[float, float]) -> None:
        """`waves`: pairs of the distance of waves and their height, both in metres."""
        self._waves = [(Noise(random, scale), Noise(random, scale), height) for scale, height in waves]

    def __call__(self, points: np.ndarray, strength: float = 1.0) -> np.ndarray:
        shift = np.zeros_like(points, dtype=float)
        for east, north, height in self._waves:
            shift[:, 0] += east(points) * height
            shift[:, 1] += north(points) * height
        return points + shift * strength
