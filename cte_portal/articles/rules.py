"""What an article must have before it is published, and when it may appear. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..named import Named

EARLIEST = 2000  # year of publication: what is taken over from an older site may be that old
LATEST = timedelta(days=366)  # ahead
MOST_TAGS = 10
LONGEST_BODY = 200_000
TAG = re.compile(r"[、，,;；\s]+")


class Column(Named):
    NEWS = "news", "新闻"
    NOTICES = "notices", "通知公告"
    POLICIES = "policies", "政策文件"
    GUIDES = "guides", "建设指南"
    TOPICS = "topics", "专题专栏"


class State(Named):
    """What everybody sees of an article."""

    DRAFT = "draft", "草稿", "neutral"  # never published
    PUBLISHED = "published", "已发布", "green"  # from its time of publication on
    WITHDRAWN = "withdrawn", "已撤下", "red"


@dataclass(frozen=True)
class Written:
    """What an editor typed. `tags`: in one line, with anything between them."""

    title: str
    subtitle: str = ""
    source: str = ""
    author: str = ""
    body: str = ""  # Markdown
    tags: tuple[str, ...] = ()


def tags_in(line: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:20] for word in TAG.split(line.strip().replace("#", "")) if word))


def problems(written: Written, files: Collection[int], pictures: Iterable[tuple[str, str]], named: Sequence[int]) -> list[str]:
    """What stands in the way of publication, as sentences.

    `files`: ids of the article's files; `pictures`: address and alternative text of every picture in the body; `named`: the
    ids that the body refers to.
    """
    found = []
    if not written.title.strip():
        found.append("请填写标题。")
    if not written.source.strip():
        found.append("请填写来源。")
    if not written.body.strip():
        found.append("请填写正文。")
    if len(written.body) > LONGEST_BODY:
        found.append(f"正文有 {len(written.body)} 字，最多 {LONGEST_BODY} 字，请分成几篇。")
    if len(written.tags) > MOST_TAGS:
        found.append(f"标签最多 {MOST_TAGS} 个，现在是 {len(written.tags)} 个。")
    for number, (address, alternative) in enumerate(pictures, start=1):
        if not alternative.strip():
            found.append(f"第 {number} 张图片没有替代文字：写在方括号里，如 ![理事会成立大会现场](files/1)。")
        if "://" in address or address.startswith("//"):
            found.append(f"第 {number} 张图片引用了其他网站的地址，请先上传到本平台再引用。")
    found += [f"正文引用了不存在的文件 files/{one}，请上传或改正编号。" for one in dict.fromkeys(named) if one not in files]
    return found


def time_problem(at: datetime, now: datetime) -> str:
    """Why an article cannot be published at this time; empty when it can."""
    if at.year < EARLIEST:
        return f"发布时间不能早于 {EARLIEST} 年，现在填的是 {at:%Y-%m-%d}。"
    if at > now + LATEST:
        return f"发布时间最多提前一年设定，现在填的是 {at:%Y-%m-%d}，请核对年份。"
    return ""
