"""How many round red seals stand on a page: every red point votes for the centres it could belong to.

A hint for people, never a reason to refuse: faded ink and grey scans cannot be judged.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

SCALE = 2.0  # points a millimetre
RADII = tuple(np.arange(17.0, 24.1, 0.5))  # millimetres: round seals of 34–48 mm
ENOUGH = 0.42  # share of a ring that must be there
APART = 15.0  # millimetres between the centres of two seals


def count_seals(page: Image.Image, dots: float) -> int | None:
    """The number of round red seals; None for a page without colour."""
    size = (round(page.width / dots * 25.4 * SCALE), round(page.height / dots * 25.4 * SCALE))
    red = _red(page.convert("RGB"), size)
    if red is None:
        return None
    return len(_centres(red))


def _red(page: Image.Image, size: tuple[int, int]) -> np.ndarray | None:
    """Where the page is red, 0 to 1, at SCALE; None where it has no colour at all."""
    pixels = np.asarray(page.resize(size, Image.Resampling.BOX), dtype=np.float32)
    colour = pixels[..., 0] - np.maximum(pixels[..., 1], pixels[..., 2])
    if colour.max() < 12 and np.abs(pixels[..., 0] - pixels[..., 2]).max() < 12:
        return None
    return np.clip((colour - 12) / 40, 0, 1)


def _centres(red: np.ndarray) -> list[tuple[int, int]]:
    """The places where a whole enough ring of some radius closes."""
    shape = tuple(2 ** int(np.ceil(np.log2(side + 60 * SCALE))) for side in red.shape)
    image = np.fft.rfft2(np.minimum(red * 1.5, 1), shape)
    best = np.zeros(red.shape, dtype=np.float32)
    for radius in RADII:
        ring = _ring(radius * SCALE, shape)
        votes = np.fft.irfft2(image * np.conj(np.fft.rfft2(ring)), shape)[: red.shape[0], : red.shape[1]]
        inner = np.fft.irfft2(image * np.conj(np.fft.rfft2(_ring(radius * SCALE * 0.86, shape))), shape)[: red.shape[0], : red.shape[1]]
        best = np.maximum(best, votes - 0.5 * np.maximum(inner, 0))
    found: list[tuple[int, int]] = []
    apart = int(APART * SCALE)
    while True:
        y, x = np.unravel_index(int(best.argmax()), best.shape)
        if best[y, x] < ENOUGH:
            return found
        found.append((int(y), int(x)))
        best[max(0, y - apart) : y + apart, max(0, x - apart) : x + apart] = 0


def _ring(radius: float, shape: tuple[int, ...]) -> np.ndarray:
    """A ring around the origin, its sum 1, wrapped around the edges."""
    y = np.minimum(np.arange(shape[0]), shape[0] - np.arange(shape[0]))[:, None]
    x = np.minimum(np.arange(shape[1]), shape[1] - np.arange(shape[1]))[None, :]
    ring = (np.abs(np.hypot(y, x) - radius) <= 0.9).astype(np.float32)
    normal: np.ndarray = ring / ring.sum()
    return normal
