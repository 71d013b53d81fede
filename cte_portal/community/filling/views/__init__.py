"""The screens of filling in a form. A feature hangs them on its own blueprint, once for each kind of form it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from ....web.access import requires
from ..kinds import Kind
from . import importing, lists, sections

View = Callable[..., BaseResponse]
SECTION, IMPORT = "/sections/<key>", "/imports/<int:draft_id>"
KEY = "key"  # the part of the form that a route is about stands in its address


@dataclass(frozen=True)
class _Route:
    method: str
    rule: str
    view: View
    part: str | None = KEY
    reads: bool = False  # it only shows what was filled in


ROUTES = (
    _Route("GET", SECTION, sections.section, reads=True),
    _Route("POST", SECTION, sections.save),
    _Route("POST", f"{SECTION}/presence", sections.presence),
    _Route("POST", f"{SECTION}/rows", lists.save_row),
    _Route("POST", f"{SECTION}/rows/<row>/move", lists.move_row),
    _Route("POST", f"{SECTION}/rows/<row>/remove", lists.remove_row),
    _Route("POST", f"{SECTION}/rows/<row>/restore", lists.restore_row),
    _Route("GET", f"{SECTION}/import", importing.import_list),
    _Route("POST", f"{SECTION}/import", importing.take_in),
    _Route("GET", f"{SECTION}/template.xlsx", importing.template, reads=True),
    _Route("GET", f"{SECTION}/export.xlsx", importing.export, reads=True),
    _Route("GET", IMPORT, importing.import_preview, None),
    _Route("POST", f"{IMPORT}/apply", importing.import_apply, None),
    _Route("POST", f"{IMPORT}/undo", importing.import_undo, None),
    _Route("POST", f"{IMPORT}/discard", importing.import_discard, None),
    _Route("GET", f"{IMPORT}/marked.xlsx", importing.import_marked, None),
)


def hang(bp: Blueprint, kind: Kind) -> None:
    """Put the routes of one kind on its blueprint: `/<folder>/<id>/sections/<key>` and what lies below.

    Each is named as its view here, after what `kind.endpoints` says; what the gate lets in is `kind.roles`, of objects that
    `access` knows by the kind's name. What the kind is `without` is left out.
    """
    prefix = kind.endpoints.partition(".")[2]
    for route in ROUTES:
        if route.view.__name__ in kind.without:
            continue
        roles = (*kind.roles, *kind.readers) if route.reads else kind.roles
        guarded = requires(*roles, of=kind.name, part=route.part)(_given(kind.name, route.view))
        bp.add_url_rule(f"/{kind.folder}/<int:{kind.name}_id>{route.rule}", f"{prefix}{route.view.__name__}", guarded, methods=[route.method])


def _given(name: str, view: View) -> View:
    """The view with the form as its first argument, under whatever name the gate found it."""

    @wraps(view)
    def called(**values: Any) -> BaseResponse:
        return view(values.pop(name), **values)

    return called
