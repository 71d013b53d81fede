"""What editors write becomes safe HTML; what they paste becomes clean Markdown."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.articles import markdown

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "![a](data:text/html;base64,PHNjcmlwdD4=)",
    '<a href="javascript:alert(1)">a</a>',
    "<svg/onload=alert(1)>",
    "<iframe src=https://example.com></iframe>",
    "<style>body{display:none}</style>",
    "[a]: javascript:alert(1)\n\n[a]",
    "``` <script>\nalert(1)\n```",
    '[a](https://example.com "" onclick=alert(1)")',
)
USUAL = ["# 一", "|a|b|\n|-|-|\n|1|2|", "- 甲", "> 引"]
ALLOWED = markdown.BLOCKS | markdown.INLINE
WRITTEN = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30), st.sampled_from(USUAL)), max_size=6)


def url_of(number: int) -> str:
    return f"/articles/1/files/{number}"


@given(WRITTEN)
def test_nothing_that_acts_comes_through(parts: list[str]) -> None:
    for element in BeautifulSoup(markdown.to_html("\n\n".join(parts), url_of), "html.parser").find_all(True):
        assert element.name in ALLOWED
        assert set(element.attrs) <= {"href", "title", "src", "alt", "start", "scope", "rel"}
        address = str(element.get("href") or element.get("src") or "").strip().lower()
        assert ":" not in address or address.startswith(("http://", "https://", "mailto:", "tel:")) or "/" in address.partition(":")[0]


@given(WRITTEN)
def test_pasted_html_is_clean_markdown(parts: list[str]) -> None:
    written = markdown.from_html("".join(parts))
    shown = markdown.to_html(written, url_of)
    assert not BeautifulSoup(shown, "html.parser").find_all(["script", "style", "iframe", "svg", "img"])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_hostile_is_text_or_nothing(hostile: str) -> None:
    soup = BeautifulSoup(markdown.to_html(hostile, url_of), "html.parser")
    assert not soup.find_all(["script", "iframe", "style", "svg"]) and "alert(1)" not in str(soup.find("a", href=True) or "")


def test_headings_begin_below_the_page_s_own_and_own_files_get_their_address() -> None:
    html = markdown.to_html("# 一、要求\n\n![会场](files/4) 见[名单](files/5)、[网站](https://example.com)", url_of)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("h2").get_text() == "一、要求" and not soup.find("h1")
    assert soup.find("img")["src"] == "/articles/1/files/4" and soup.find("img")["alt"] == "会场"
    assert [a["href"] for a in soup.find_all("a")] == ["/articles/1/files/5", "https://example.com"]


@pytest.mark.parametrize("body", ["# 一\n\n## （一）", "## 一\n\n### （一）", "### 一\n\n#### （一）"])
def test_whatever_heading_is_the_highest_stands_next_to_the_title(body: str) -> None:
    soup = BeautifulSoup(markdown.to_html(body, url_of), "html.parser")
    assert [element.name for element in soup.find_all(["h1", "h2", "h3", "h4"])] == ["h2", "h3"]


def test_what_the_text_shows_is_known() -> None:
    body = "![](files/4)\n\n![外](https://example.com/a.png) [名单](files/5)"
    assert markdown.pictures(body) == [("files/4", ""), ("https://example.com/a.png", "外")] and markdown.files_named(body) == [4, 5]


def test_a_new_line_is_a_new_line() -> None:
    assert "甲<br>" in markdown.to_html("甲\n乙", url_of)


def test_words_alone() -> None:
    assert markdown.plain("# 标题\n\n一段**话**，[链接](https://example.com)\n\n- 甲\n- 乙") == "标题\n一段话，链接\n甲\n乙"


FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{mso-style-parent:""}</style></head><body>
<!--[if gte mso 9]><xml><o:p>x</o:p></xml><![endif]--><p class=MsoNormal style='mso-margin-top-alt:auto'><span lang=EN-US>关于</span>
<b>做好</b>申报的通知<o:p></o:p></p>
<h1>一、要求</h1><ul><li>甲</li><li>乙</li></ul>
<table><tr><th>单位</th><th>省份</th></tr><tr><td>示例大学</td><td>江苏省</td></tr></table>
<img src="file:///c:/x.png"><a href="https://example.com" onclick="alert(1)">网站</a></body></html>"""


def test_what_was_copied_from_word_keeps_its_structure_and_nothing_else() -> None:
    written = markdown.from_html(FROM_WORD)
    assert written.startswith("关于**做好**申报的通知\n\n# 一、要求\n\n- 甲\n- 乙\n\n| 单位 | 省份 |")
    assert "[网站](https://example.com)" in written
    assert not any(word in written for word in ("mso", "MsoNormal", "o:p", "onclick", "c:/x"))
