"""Settings that the administrator may change while the portal runs. Pure.

All others are of the installation (folders, keys, servers) and need a restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from ...settings import Settings, SettingsError, check
from ...windows import calendar_from


@dataclass(frozen=True)
class Changeable:
    """`kind`: text, long (several lines), number, yes_no. `least`, `most`: of a number."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    least: int = 0
    most: int = 0
    unit: str = ""


GROUPS: dict[str, tuple[Changeable, ...]] = {
    "维护": (
        Changeable("banner", "维护公告", "显示在每一页的最上面；不需要时清空。如 11 月 29 日 22:00 至 24:00 维护，请提前保存。", "long"),
        Changeable("read_only", "只读", "打开后可以查看和下载，不能保存、提交；登录和本页不受影响。", "yes_no"),
    ),
    "网站": (
        Changeable("site_name", "网站名称"),
        Changeable("site_operator", "主办单位"),
        Changeable("site_contact", "联系电话"),
        Changeable("site_icp", "ICP 备案号", "没有的留空，不显示。"),
        Changeable("site_police", "公安备案号"),
        Changeable("site_code", "政府网站标识码"),
        Changeable("site_links", "推荐链接", "显示在首页，每行一个：名称、空格、网址。如 中华人民共和国教育部 https://www.moe.gov.cn", "long"),
    ),
    "办理": (
        Changeable("reminder_days", "截止前几天提醒", "用逗号隔开，如 30,7,1；留空不提醒。"),
        Changeable("correction_days", "退回后修改时间", "审核时没有另定的，按这个天数。", "number", 1, 90, "天"),
        Changeable(
            "grace_minutes", "截止后还可以提交多久", "只限截止前已上传盖章扫描件的：扫描件要排队核对。0 为不可以。", "number", 0, 1440, "分钟"
        ),
        Changeable("waiting_days", "等待多少天标为超时", "在审核列表中标出。", "number", 1, 90, "天"),
        Changeable("second_editor", "文章须由另一位编辑复核后发布", "", "yes_no"),
        Changeable("ministry_sees_phones", "教育部导出时包含联系电话", "各省份始终可以导出本省份的。", "yes_no"),
    ),
    "安全": (
        Changeable("idle_minutes", "多少分钟没有操作自动退出", "等级保护二级要求设置；过长不安全，过短影响填报。", "number", 10, 120, "分钟"),
        Changeable("session_hours", "登录后最多使用多少小时须重新登录", "", "number", 1, 24, "小时"),
        Changeable("password_days", "密码使用多少天后须更换", "0 为不要求。等级保护的检查常要求 90 天。", "number", 0, 365, "天"),
    ),
}
ELSEWHERE = (Changeable("windows", "时间段", kind="long"),)  # changed on pages of their own
ON_PAGE = {one.name: one for group in GROUPS.values() for one in group}
BY_NAME = ON_PAGE | {one.name: one for one in ELSEWHERE}
LONGEST = {"windows": 10_000, "site_links": 3_000}  # characters; others 500
LETTER = "letter:"  # what the names of wordings begin with


def with_changes(base: Settings, changes: dict[str, str]) -> Settings:
    """The installation's settings with what was changed since; a change that no longer fits is left out."""
    held = msgspec.structs.replace(base, letters={name.removeprefix(LETTER): text for name, text in changes.items() if name.startswith(LETTER)})
    for name, text in changes.items():
        if name in BY_NAME and not problem(held, name, text):
            held = msgspec.structs.replace(held, **{name: _read(held, name, text)})
    return held


def problem(base: Settings, name: str, text: str) -> str:
    """Why the text is no value of the setting; empty when it is."""
    one = BY_NAME[name]
    if one.kind == "number":
        if not text.strip().isdecimal() or not one.least <= int(text) <= one.most:
            return f"“{one.label}”应为 {one.least} 至 {one.most} 的整数，现在填的是“{text[:20]}”"
    elif len(text) > (most := LONGEST.get(name, 500)):
        return f"“{one.label}”最多 {most} 字"
    elif name == "site_name" and not text.strip():
        return "请填写网站名称"
    try:
        check(msgspec.structs.replace(base, **{name: _read(base, name, text)}))
    except SettingsError:
        return f"“{one.label}”的写法不对。{one.hint}"
    return ""


def _read(base: Settings, name: str, text: str) -> Any:
    kind = type(getattr(base, name))
    if kind is bool:
        return text == "yes"
    return kind(text.strip())


def label_of(name: str) -> str:
    return "通知用语" if name.startswith(LETTER) else BY_NAME[name].label if name in BY_NAME else name


def in_words(name: str, text: str | None) -> str:
    """A value that was kept, for people; None: back to the installation's."""
    if name.startswith(LETTER):
        return text or "平台的用语"
    if name == "windows":
        return calendar_from(text or "").in_words
    return {"yes": "是", "no": "否"}.get(text or "", text or "") or "（空）"


def written(settings: Settings, name: str) -> str:
    """The setting's value as `problem` and `with_changes` read it."""
    value = getattr(settings, name)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
