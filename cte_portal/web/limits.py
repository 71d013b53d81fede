"""What is read of a request: whose address it comes from, how much may be sent at once, how large a number.

Forms are small; a route that takes files says how much it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

View = TypeVar("View", bound=Callable[..., Any])
FORM_POST = 2 * 1024 * 1024  # bytes
LARGEST = 2**31 - 1  # that an integer column holds on every database


def takes_up_to(size: int) -> Callable[[View], View]:
    """This route takes posts of up to `size` bytes."""

    def mark(view: View) -> View:
        view.largest_post = size  # type: ignore[attr-defined]
        return view

    return mark


def whole(text: str) -> int:
    """A whole number that a column holds, for `request.args.get(…, type=whole)`.

    Raises:
        ValueError: it is none, or larger.
    """
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text[:20])
    return number


class Sent(ImmutableMultiDict[str, Any]):
    """What was sent, as it was typed.

    Without the one character that nobody types and that databases do not hold (U+0000); a line ends with one character, as
    people count, not with the two that browsers send.
    """

    def __init__(self, sent: Any = None):
        pairs = iter_multi_items(sent) if sent is not None else ()
        super().__init__([(_typed(key), _typed(value) if isinstance(value, str) else value) for key, value in pairs])


def _typed(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")


class Identity(IntegerConverter):
    """<int:…> in an address; what no row can have as its id leads to no page."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **{"max": LARGEST, **options})


def init_app(app: Flask) -> None:
    """Must stand before whatever reads the form, such as the check of the form token, and before the routes."""
    app.url_map.converters["int"] = Identity
    app.request_class = type("Asked", (app.request_class,), {"parameter_storage_class": Sent})
    if proxies := app.config["SETTINGS"].proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.config.update(MAX_CONTENT_LENGTH=FORM_POST, MAX_FORM_MEMORY_SIZE=FORM_POST)

    @app.before_request
    def allow_larger_posts() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "largest_post", FORM_POST)
