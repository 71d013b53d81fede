"""A piece of a page that is the same for everybody, kept by each web process until something changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import current_app
from markupsafe import Markup

from .. import audit, clock


def kept(name: str, make: Callable[[], str]) -> Markup:
    """The piece, which must not depend on who looks; made anew once the trail has grown or another minute has begun.

    Whatever anybody does is seen at once, and what depends on the time of day at most a minute later. Tests make it each
    time: their clock stands still.
    """
    if current_app.testing:
        return Markup(make())  # noqa: S704  rendered by a template
    pieces: dict[str, tuple[Hashable, Markup]] = current_app.extensions.setdefault("kept_pieces", {})
    now = (audit.last_hash(), clock.now().replace(second=0, microsecond=0))
    held = pieces.get(name)
    if held is None or held[0] != now:
        held = pieces[name] = (now, Markup(make()))  # noqa: S704  rendered by a template
    return held[1]
