"""What may be uploaded. Pure.

Source: the evidence rules of the edition; kinds are told by content, never by name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from ..named import Named


class Verdict(Named):
    """What the check of a stamped scan found."""

    MATCHES = "matches", "一致", "green"
    DIFFERS = "differs", "不一致", "red"
    MANUAL = "manual", "需人工核对", "amber"


KIND_NAMES = {"pdf": "PDF", "jpeg": "JPEG 图片", "png": "PNG 图片", "docx": "Word 文档（.docx）", "xlsx": "Excel 工作簿（.xlsx）"}
MIME_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def size_problem(name: str, size: int, most_mb: int) -> str | None:
    """Why a file of `size` bytes cannot be taken, in words."""
    if size == 0:
        return f"“{name}”是空文件，请检查后重新选择"
    if size > most_mb * 1024 * 1024:
        shown = max(size / 1024 / 1024, most_mb + 0.1)  # a byte too many is not “50.0 of 50”
        return f"“{name}”有 {shown:.1f} MB，单个文件不能超过 {most_mb} MB。请压缩或拆分后再上传"
    return None


def kind_problem(name: str, kind: str | None, accepted: Collection[str]) -> str | None:
    """Why a file of this kind cannot be taken; `kind` None: the content is none that the portal knows."""
    names = "、".join(KIND_NAMES[key] for key in KIND_NAMES if key in accepted)
    if kind is None:
        return f"“{name}”的内容不是可以上传的文件类型（改文件名后缀没有用）。这里接受：{names}"
    if kind not in accepted:
        return f"“{name}”是 {KIND_NAMES[kind]}，这里只接受：{names}"
    return None


ENDINGS = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",), "docx": (".docx",), "xlsx": (".xlsx",)}


def named(name: str, kind: str) -> str:
    """The name with an ending that fits what the file is, so that it opens as that and as nothing else."""
    return name if name.lower().endswith(ENDINGS[kind]) else f"{name}{ENDINGS[kind][0]}"


def clean_name(name: str) -> str:
    """A file name safe to show and to give out: no path, no control or direction characters, at most 120 characters."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp")).strip(". ")
    if len(name) > 120:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: 119 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else name[:120]
    return name or "未命名文件"
