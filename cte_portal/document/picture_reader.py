"""Makes a JPEG of an uploaded picture, in a process of its own: whatever the file does, it ends this process and no other.

Run as `python -m cte_portal.document.picture_reader FILE WIDTH`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ..hostile import ask, limit, refuse

MOST_SECONDS = 30
MOST_MEMORY = 1000 * 1024 * 1024  # bytes of address space
MOST_PIXELS = 80_000_000


def shrunk(path: Path, width: int) -> bytes:
    """The picture as a JPEG, upright, no wider and no higher than `width` allows for a page.

    Raises:
        ReadingFailed: it cannot be drawn.
    """
    return ask(["-m", "cte_portal.document.picture_reader", str(path), str(width)], MOST_SECONDS + 5)


def main(path: str, width: int) -> None:
    from PIL import Image, ImageOps

    limit(MOST_MEMORY, MOST_SECONDS)
    with Image.open(path, formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            refuse("图片像素过多")
        picture.draft("RGB", (width, width * 2))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((width, width * 2))
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    ground.save(sys.stdout.buffer, "JPEG", quality=70)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
