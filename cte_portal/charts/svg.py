"""The elements of a picture, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Value = str | float | int | None


def element(tag: str, *inside: str, **attributes: Value) -> Markup:
    """One element. Attributes that are None are left out; `class_` is written class, `stroke_width` stroke-width.

    `inside`: text, which is escaped, or elements, which are not.
    """
    written = "".join(f' {_name(name)}="{escape(_text(value))}"' for name, value in attributes.items() if value is not None)
    return Markup(f"<{tag}{written}>{''.join(map(escape, inside))}</{tag}>")  # noqa: S704  every value and text above is escaped


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _text(value: Value) -> str:
    """Lengths to a tenth: nobody sees more, and the page stays light."""
    return f"{round(value, 1):g}" if isinstance(value, float) else str(value)


def picture(key: str, title: str, description: str, width: float, height: float, parts: Iterable[str], linked: bool = False) -> Markup:
    """The whole chart. `key`: a name of its own on the page, letters and hyphens. `linked`: there are links in it, which an image hides."""
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", description, id=f"{key}-desc"),
        *parts,
        class_="chart",
        viewBox=f"0 0 {width:g} {height:g}",
        role=None if linked else "img",
        aria_labelledby=f"{key}-title {key}-desc",
        xmlns="http://www.w3.org/2000/svg",
    )


def text(said: str, x: float, y: float, size: float, anchor: str = "start", class_: str | None = None) -> Markup:
    return element("text", said, x=x, y=y, font_size=size, text_anchor=anchor, class_=class_, fill="currentColor")


def points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in pairs)
