"""What stands in the way of an article's publication is told in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cte_portal.articles.rules import LONGEST_BODY, MOST_TAGS, Written, problems, time_problem
from cte_portal.clock import SHANGHAI

GOOD = Written("共同体成立大会召开", source="平台", body="正文。", tags=("产教融合",))
NOW = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)


def test_a_whole_article_has_nothing_in_its_way() -> None:
    assert problems(GOOD, {1}, [("files/1", "成立大会现场")], [1]) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": "　"}, "请填写标题。"),
        ({"source": ""}, "请填写来源。"),
        ({"body": "\n"}, "请填写正文。"),
        ({"body": "字" * (LONGEST_BODY + 1)}, f"正文有 {LONGEST_BODY + 1} 字，最多 {LONGEST_BODY} 字，请分成几篇。"),
        ({"tags": tuple(map(str, range(MOST_TAGS + 1)))}, f"标签最多 {MOST_TAGS} 个，现在是 {MOST_TAGS + 1} 个。"),
    ],
)
def test_what_is_missing_or_too_much_is_named(wrong: dict[str, object], says: str) -> None:
    assert problems(replace(GOOD, **wrong), (), (), ()) == [says]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("picture", "named", "says"),
    [
        (("files/1", " "), [1], "第 1 张图片没有替代文字"),
        (("https://elsewhere.example/a.png", "图"), [], "第 1 张图片引用了其他网站的地址"),
        (("//elsewhere.example/a.png", "图"), [], "第 1 张图片引用了其他网站的地址"),
        (("files/7", "图"), [7, 7], "正文引用了不存在的文件 files/7"),
    ],
)
def test_a_picture_that_nobody_could_see_is_named(picture: tuple[str, str], named: list[int], says: str) -> None:
    (found,) = problems(GOOD, {1}, [picture], named)
    assert found.startswith(says)


def test_a_time_far_off_is_asked_about() -> None:
    assert time_problem(NOW + timedelta(days=366), NOW) == ""
    assert "最多提前一年" in time_problem(NOW + timedelta(days=366, seconds=1), NOW)
    assert "不能早于 2000 年" in time_problem(datetime(1999, 12, 31, tzinfo=SHANGHAI), NOW)
