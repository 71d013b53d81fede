"""Papers that the demonstration stands in for: their pages say that they are none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def pages(mark: str, count: int = 1) -> BytesIO:
    """A PDF of so many A4 pages; each mark gives another content."""
    made = []
    for number in range(1, count + 1):
        page = Image.new("RGB", (595, 842), "white")
        ImageDraw.Draw(page).text((60, 80), f"DEMONSTRATION {mark} {number}/{count}", fill="black")
        made.append(page)
    stream = BytesIO()
    made[0].save(stream, "PDF", save_all=True, append_images=made[1:])
    stream.seek(0)
    return stream
