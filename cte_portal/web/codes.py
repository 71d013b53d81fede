"""Where the code of a secret link is typed in, when it came by telephone (see `links.py`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from .fragments import page

T = TypeVar("T")


@dataclass(frozen=True)
class CodePage(Generic[T]):
    """One kind of code. `template` extends `web/enter_code.html`; `wrong`: what is said of a code that opens nothing."""

    template: str
    trail: Sequence[tuple[str, str | None]]
    wrong: str
    opened: Callable[[str], T | None]
    address: Callable[[T], str]

    def asked(self) -> BaseResponse:
        """The page, or on to what the code in the address opens."""
        code = request.args.get("code", "").strip()
        if not code:
            return self._shown("", "")
        found = self.opened(code)
        return redirect(self.address(found), 302) if found else self.wrong_code(code)

    def wrong_code(self, code: str) -> Response:
        return self._shown(code, self.wrong)

    def _shown(self, code: str, problem: str) -> Response:
        return page(self.template, code=code, problem=problem, crumbs=self.trail, status=404 if problem else 200)
