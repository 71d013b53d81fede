"""Scans as they come from offices: turned, skewed, blurred, noisy, worn by JPEG, with red seals over the code."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter


@dataclass(frozen=True)
class Wear:
    dots: int = 150  # per inch
    skew: float = 0.0  # degrees
    turned: int = 0  # quarter turns
    blur: float = 0.0  # pixels
    noise: float = 0.0  # 0 to 1
    quality: int = 70  # of the JPEG
    grey: bool = False
    seals: int = 0  # over the codes


def random_wear(chance: random.Random, dots: int) -> Wear:
    return Wear(
        dots=dots,
        skew=chance.uniform(-5, 5),
        turned=chance.choice([0, 0, 0, 1, 2, 3]),
        blur=chance.uniform(0, 0.8),
        noise=chance.uniform(0, 0.12),
        quality=chance.randint(50, 85),
        grey=chance.random() < 0.3,
        seals=chance.choice([0, 0, 1]),
    )


def scanned(pdf: bytes, wear: Wear = Wear(), pages: Iterable[int] | None = None, chance: random.Random | None = None) -> list[Image.Image]:
    """Pictures of the pages (counted from 1; all when None), worn."""
    chance = chance or random.Random(1)
    with pypdfium2.PdfDocument(pdf) as document:
        wanted = list(pages) if pages is not None else list(range(1, len(document) + 1))
        return [worn(document[number - 1].render(scale=wear.dots / 72).to_pil().convert("RGB"), wear, chance) for number in wanted]


def worn(picture: Image.Image, wear: Wear, chance: random.Random) -> Image.Image:
    for _ in range(wear.seals if not wear.grey else 0):
        picture = _sealed(picture, wear, chance)
    if wear.skew:
        picture = picture.rotate(wear.skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    if wear.turned:
        picture = picture.rotate(90 * wear.turned, expand=True)
    if wear.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(wear.blur * wear.dots / 150))
    if wear.noise:
        picture = Image.blend(picture, noise(picture.size, 90, chance), wear.noise)
    if wear.grey:
        picture = picture.convert("L")
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=wear.quality)
    return Image.open(stream)


def noise(size: tuple[int, int], spread: float, chance: random.Random) -> Image.Image:
    """Grey noise around the middle, the same for the same seed."""
    width, height = size
    grains = np.random.default_rng(chance.getrandbits(32)).normal(128, spread, (height, width))
    return Image.fromarray(np.clip(grains, 0, 255).astype(np.uint8)).convert("RGB")


def _sealed(picture: Image.Image, wear: Wear, chance: random.Random) -> Image.Image:
    """A 42 mm round seal whose ring and star lie over the upper code."""
    millimetre = wear.dots / 25.4
    radius = 21 * millimetre
    x = picture.width - (35 + chance.uniform(-6, 6)) * millimetre
    y = (22 + chance.uniform(-5, 5)) * millimetre
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(205, 30, 40, 190), width=int(1.4 * millimetre))
    star = 5 * millimetre
    draw.regular_polygon((x, y, star), 5, rotation=0, fill=(205, 30, 40, 190))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def as_pdf(pictures: Sequence[Image.Image], dots: int = 150) -> BytesIO:
    stream = BytesIO()
    first, *others = [picture.convert("RGB") for picture in pictures]
    first.save(stream, "PDF", save_all=True, append_images=others, resolution=dots, quality=75)
    stream.seek(0)
    return stream
