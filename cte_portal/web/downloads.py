"""Answers that are files: under their own Chinese names, never kept by caches."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(response: Response, name: str, *, inline: bool = False) -> Response:
    """Let the browser save the answer under this name, or, with `inline`, show it."""
    response.headers["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def workbook(data: bytes, name: str) -> Response:
    return as_file(Response(data, mimetype=XLSX), name)
