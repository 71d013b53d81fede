"""Editions to upload: the portal's own with something changed."""

from __future__ import annotations

from collections.abc import Mapping

from cte_portal.admin.editions import reading
from cte_portal.catalogue.loader import EDITIONS


def edition_files(
    key: str, from_year: int = 2023, changes: Mapping[str, tuple[str, str]] | None = None, added: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """`changes`: path → (what stands there, what stands there instead); `added`: path → a further file."""
    folder = EDITIONS / "2024"
    files = {one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8") for one in folder.rglob("*") if one.is_file()}
    for path, (old, new) in [("application.toml", ('key = "2024"', f'key = "{key}"')), *(changes or {}).items()]:
        assert old in files[path], f"{path} does not hold {old}"
        files[path] = files[path].replace(old, new, 1)
    files["application.toml"] = files["application.toml"].replace("from_year = 2023", f"from_year = {from_year}", 1)
    return {path: text.encode() for path, text in {**files, **(added or {})}.items()}


def edition_zip(
    key: str, from_year: int = 2023, changes: Mapping[str, tuple[str, str]] | None = None, added: Mapping[str, str] | None = None
) -> bytes:
    return reading.packed(edition_files(key, from_year, changes, added))
