"""Pages and their fragments: one route, one template, the whole page or the part HTMX asked for."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template
from htmx_flask import request as htmx_request
from werkzeug.wrappers import Response as BaseResponse


def asked_by_htmx() -> bool:
    """Whether HTMX wants a fragment (and not a page restored from its history)."""
    return bool(htmx_request.htmx) and not htmx_request.htmx.history_restore_request


def page(template: str, *, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """The page; for a request of HTMX only its fragment, with the messages that wait."""
    partial = fragment is not None and asked_by_htmx()
    body = render_template("web/_fragment.html" if partial else template, fragment=fragment, **context)
    return Response(body, status=200 if partial else status)


def done(message: str, url: str, undo: str | None = None, undo_label: str = "撤销", onward: tuple[str, str] | None = None) -> BaseResponse:
    """Something was changed: say so on the page that follows, with a button to take it back where `undo` is given.

    `onward`: words and address of a link to what comes next.
    """
    flash({"text": message, "undo": undo, "label": undo_label, "onward": onward} if undo or onward else message, "success")  # type: ignore[arg-type]
    return redirect(url, code=303)


def failed(message: str, url: str) -> BaseResponse:
    """Nothing was changed: say why on the page that follows."""
    flash(message, "error")
    return redirect(url, code=303)


def init_vary(response: Response) -> Response:
    """A fragment and its page share an address; caches must tell them apart."""
    response.vary.add("HX-Request")
    return response
