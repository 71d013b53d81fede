"""Seal pages with red seals on them: faint, partly missing, overlapping a signature."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw, ImageFilter

from tests.support.worn_scans import noise

BOXES = ((67, 135), (145, 135), (67, 197), (145, 197))  # middles of the four boxes, millimetres


def seal_page(page: Image.Image, seals: int, chance: random.Random, dots: int = 150) -> Image.Image:
    """The page (at `dots`) with so many seals, each in a box of its own, as ink and scanner leave them."""
    millimetre = dots / 25.4
    page = page.convert("RGBA")
    for middle_x, middle_y in chance.sample(BOXES, seals):
        x = (middle_x + chance.uniform(-8, 8)) * millimetre
        y = (middle_y + chance.uniform(-6, 6)) * millimetre
        page = Image.alpha_composite(page, _seal(page.size, x, y, chance, millimetre))
        if chance.random() < 0.5:
            _signature(ImageDraw.Draw(page), x, y, chance, millimetre)
    flat = page.convert("RGB").rotate(chance.uniform(-2, 2), resample=Image.Resampling.BICUBIC, fillcolor="white")
    flat = flat.filter(ImageFilter.GaussianBlur(chance.uniform(0, 1)))
    return Image.blend(flat, noise(flat.size, 80, chance), chance.uniform(0, 0.08))


def _seal(size: tuple[int, int], x: float, y: float, chance: random.Random, millimetre: float) -> Image.Image:
    layer = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    radius = chance.uniform(19, 22.5) * millimetre
    ink = (chance.randint(190, 225), chance.randint(20, 60), chance.randint(20, 60), chance.randint(110, 220))
    missing = chance.choice([0, 0, 20, 50])  # degrees of the ring that left no ink
    begin = chance.uniform(0, 360)
    draw.arc((x - radius, y - radius, x + radius, y + radius), begin, begin + 360 - missing, fill=ink, width=int(chance.uniform(1, 1.5) * millimetre))
    draw.regular_polygon((x, y, 5 * millimetre), 5, fill=ink)
    letters = radius * 0.76
    for step in range(14):
        angle = math.radians(150 + step * 240 / 13)
        side = 1.6 * millimetre
        middle_x, middle_y = x + letters * math.cos(angle), y + letters * math.sin(angle)
        draw.rectangle((middle_x - side, middle_y - side, middle_x + side, middle_y + side), outline=ink, width=max(1, int(0.5 * millimetre)))
    return layer


def _signature(draw: ImageDraw.ImageDraw, x: float, y: float, chance: random.Random, millimetre: float) -> None:
    points = [(x + (step * 3 - 15) * millimetre, y + chance.uniform(-6, 6) * millimetre) for step in range(11)]
    draw.line(points, fill=(25, 25, 60, 255), width=int(0.6 * millimetre), joint="curve")
