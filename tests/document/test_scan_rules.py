"""The verdict on a scan follows from the codes on its pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.community.check_code import check_code
from cte_portal.document.scan_rules import PageCode, PageState, compare, page_code
from cte_portal.uploads.rules import Verdict

MINE, OLDER, FOREIGN = (check_code(f"{n:064x}") for n in (10**70, 10**71, 10**72))
TOTAL = 6


def said(code: str, page: int, of: int = TOTAL) -> list[str]:
    return [f"HTTPS://PORTAL.DEMO.EXAMPLE/V/{code}/{page}/{of}"]


def verdict(*pages: list[str], typed: dict[int, PageCode] | None = None):  # type: ignore[no-untyped-def]
    return compare(pages, MINE, TOTAL, {MINE, OLDER}.__contains__, typed)


WHOLE = [said(MINE, page) for page in range(1, TOTAL + 1)]


def test_a_whole_scan_in_order_matches() -> None:
    result = verdict(*WHOLE)
    assert result.verdict is Verdict.MATCHES and result.missing == ()
    assert [page.state for page in result.pages] == [PageState.FOUND] * TOTAL


def test_the_blank_backs_of_pages_do_no_harm() -> None:
    pages = [page for front in WHOLE for page in (front, [])]
    assert verdict(*pages).verdict is Verdict.MATCHES


def test_pages_twice_or_out_of_order_are_named_and_do_no_harm() -> None:
    result = verdict(WHOLE[1], WHOLE[0], *WHOLE[2:], WHOLE[4])
    assert result.verdict is Verdict.MATCHES
    assert [page.state for page in result.pages][1] is PageState.OUT_OF_ORDER
    assert result.pages[-1].state is PageState.TWICE
    assert "第 7 页重复" in result.text and "第 2 页顺序不对" in result.text


def test_a_page_of_an_older_version_or_another_application_differs() -> None:
    for code, state in ((OLDER, PageState.OTHER_VERSION), (FOREIGN, PageState.OTHER_APPLICATION)):
        result = verdict(*WHOLE[:3], said(code, 4), *WHOLE[4:])
        assert result.verdict is Verdict.DIFFERS
        assert result.pages[3].state is state and "第 4 页不是本次定稿版本" in result.text


def test_a_missing_page_differs_and_is_named() -> None:
    result = verdict(*WHOLE[:2], *WHOLE[3:])
    assert result.verdict is Verdict.DIFFERS and result.missing == (3,)
    assert "缺少申报书第 3 页" in result.text


def test_an_unreadable_page_asks_for_a_person() -> None:
    result = verdict(*WHOLE[:5], [])
    assert result.verdict is Verdict.MANUAL and "第 6 页未识别到二维码" in result.text


def test_a_file_that_shows_no_code_at_all_may_be_another_file() -> None:
    too_short, long_enough = verdict(*[[]] * (TOTAL - 1)), verdict(*[[]] * TOTAL)
    assert too_short.verdict is Verdict.DIFFERS and f"申报书共 {TOTAL} 页，请核对文件" in too_short.text
    assert long_enough.verdict is Verdict.MANUAL and f"上传的 {TOTAL} 页都没有识别到二维码" in long_enough.text


def test_what_a_person_read_from_a_covered_page_counts() -> None:
    assert verdict(*WHOLE[:5], [], typed={6: PageCode(MINE, 6, TOTAL)}).verdict is Verdict.MATCHES
    assert verdict(*WHOLE[:5], [], typed={6: PageCode(OLDER, 6, TOTAL)}).verdict is Verdict.DIFFERS


def test_a_code_of_anybody_else_is_no_page_of_ours() -> None:
    for text in ("https://evil.example/", f"HTTPS://X/V/{MINE[:-1]}2/1/6" if MINE[-1] != "2" else "x", "WIFI:S:x;;", ""):
        assert page_code(text) is None
    assert page_code(said(MINE, 3)[0].lower()) == PageCode(MINE, 3, TOTAL)


PAGES = st.lists(
    st.one_of(st.just([]), st.integers(1, TOTAL).map(lambda page: said(MINE, page)), st.integers(1, TOTAL).map(lambda page: said(FOREIGN, page))),
    max_size=12,
)


@given(PAGES)
def test_only_a_scan_that_shows_every_page_and_no_other_matches(pages: list[list[str]]) -> None:
    result = verdict(*pages)
    own = {page_code(page[0]).page for page in pages if page and MINE in page[0]}  # type: ignore[union-attr]
    foreign = any(page and FOREIGN in page[0] for page in pages)
    assert (result.verdict is Verdict.MATCHES) == (len(own) == TOTAL and not foreign)
    assert len(result.pages) == len(pages)
    assert set(result.missing) == set(range(1, TOTAL + 1)) - own
