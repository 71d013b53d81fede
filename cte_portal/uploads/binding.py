"""Pictures of pages, bound into one PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps

DOTS = 150  # per inch, where a picture does not say


def bind(pictures: Sequence[Path], target: IO[bytes]) -> None:
    """Write the pictures as the pages of a PDF, in order, turned as their camera says; one is in memory at a time."""

    def pages() -> Iterator[Image.Image]:
        for path in pictures:
            with Image.open(path) as picture:
                yield ImageOps.exif_transpose(picture).convert("RGB")

    following = pages()
    next(following).save(target, "PDF", save_all=True, append_images=following, resolution=DOTS, quality=80)
