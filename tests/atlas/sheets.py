"""Contact sheets: a page for each part of the portal with its pictures side by side, and an index of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from .camera import Picture

PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 16px; }} figure {{ display: inline-block; margin: 0 12px 12px 0; vertical-align: top; }}
img {{ display: block; max-height: 420px; max-width: 420px; border: 1px solid #999; }} figcaption {{ font-size: .85rem; color: #444; }}
</style>
<h1>{title}</h1>
{body}
</html>
"""


def write(pictures: Sequence[Picture], folder: Path) -> None:
    """Only of what was taken now: pictures of earlier runs stay in the folder, without a sheet."""
    ordered = sorted(pictures, key=lambda one: (one.part, one.screen.name, one.state))
    index = []
    for part, found in groupby(ordered, key=lambda one: one.part):
        sheet = list(found)
        body = "\n".join(_screen(list(one)) for _, one in groupby(sheet, key=lambda one: (one.screen, one.state)))
        (folder / f"{part}.html").write_text(PAGE.format(title=part, body=body))
        screens = len({one.screen.name for one in sheet})
        index.append(f'<li><a href="{part}.html">{part}</a> {screens} screens, {len(sheet)} pictures</li>')
    (folder / "index.html").write_text(PAGE.format(title="Atlas", body=f"<ul>{''.join(index)}</ul>"))


def _screen(pictures: list[Picture]) -> str:
    screen, state = pictures[0].screen, pictures[0].state
    shown = "".join(
        f'<figure><a href="{escape(one.file)}"><img loading="lazy" src="{escape(one.file)}" alt=""></a><figcaption>{one.size}</figcaption></figure>'
        for one in pictures
    )
    return f"<h2>{escape(screen.name)} · {state}</h2><p>{escape(screen.who or 'everybody')}: {escape(screen.address)}</p>{shown}"
