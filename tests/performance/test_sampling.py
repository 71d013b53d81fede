"""The authority draws indicators, checks them, corrects figures; the community is told."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cte_portal.annual import queries as annual
from cte_portal.annual.models import ReviewOutcome
from cte_portal.performance import queries
from cte_portal.performance.figures import queries as sums
from cte_portal.performance.figures.rules import NATION
from cte_portal.performance.sampling import queries as samples
from cte_portal.performance.sampling import rules
from tests.performance.conftest import Stage
from tests.support.established import judged
from tests.support.people import Visitor

CODES = [f"{group}.{number}" for group in range(1, 7) for number in range(1, 8)]


def handed_in(stage: Stage) -> tuple[Visitor, Visitor, str]:
    """The enterprise, the province, and the address of the draw."""
    clerk = stage.sign_in("enterprise").open(stage.form).send("/hand-in")
    path = f"/duties/{stage.known.community}/2026/performance/sample"
    return clerk, stage.sign_in("province").open(path), path


@given(st.text(max_size=32), st.text(max_size=64), st.integers(1, 60))
def test_a_draw_can_be_computed_again_and_is_as_large_as_asked(seed: str, sha256: str, size: int) -> None:
    drawn = rules.draw(seed, sha256, CODES, size)
    assert drawn == rules.draw(seed, sha256, CODES, size) == [code for code in CODES if code in drawn]
    assert len(drawn) == min(size, len(CODES))
    ranked = sorted(CODES, key=lambda code: hashlib.sha256(f"{seed}|{sha256}|{code}".encode()).hexdigest())
    assert set(drawn) == set(ranked[:size])


def test_every_indicator_is_drawn_about_as_often_as_any_other() -> None:
    counts = dict.fromkeys(CODES, 0)
    for seed in range(2000):
        for code in rules.draw(f"{seed:032x}", "a" * 64, CODES, 10):
            counts[code] += 1
    expected = 2000 * 10 / len(CODES)
    assert all(0.8 * expected < count < 1.2 * expected for count in counts.values())


def test_the_province_draws_once_and_everybody_can_compute_it(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "12"})
    with stage.people.app.app_context():
        version, definition = annual.handed_in(annual.deliverable(stage.community(), 2026, "performance")), queries.definition(2026)
        assert version and definition
        made = samples.sample_of(version)
        assert made and made.codes == rules.draw(made.seed, version.content_sha256 or "", list(definition.indicators), 12)
        seed = made.seed
    said = officer.open(path).text
    assert seed in said and "抽查 12 项；还有 12 项没有核对" in said
    assert officer.soup.find(attrs={"name": "size"}) is None


def test_a_finding_needs_words_and_the_review_shows_what_was_found(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "44"})
    officer.send("/sample/3.2/check", {"verdict": "wrong", "note": ""})
    assert officer.status == 422 and "“需要更正”要写明发现的问题" in officer.text
    officer.send("/sample/3.2/check", {"verdict": "wrong", "note": "名册只有 96 人。"})
    officer.open(path).send("/sample/3.1/check", {"verdict": "true"})
    assert "抽查 44 项：属实 1 项，需要更正 1 项；还有 42 项没有核对" in officer.open(path).text


def test_a_correction_counts_is_told_and_can_be_taken_back(stage: Stage) -> None:
    clerk, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "44"})
    officer.send("/figures/order_enrolled", {"figure": "96", "reason": ""})
    assert officer.status == 422 and "请写明更正的理由" in officer.text and officer.soup.find(id="figure-order_enrolled")["value"] == "96"
    officer.send("/figures/order_enrolled", {"figure": "９６", "reason": "名册只有 96 人。"})
    with stage.people.app.app_context():
        assert queries.counted(stage.community(), 2026)["order_enrolled"] == 96
        assert sums.totals(NATION)[2026]["order_enrolled"].value == 96
    assert "绩效数据有更正：订单培养在校生数" in clerk.open("/notices").text
    assert "120 96 名册只有 96 人。" in clerk.open(path).text
    officer.open(path).send("/take-back")
    with stage.people.app.app_context():
        assert queries.counted(stage.community(), 2026)["order_enrolled"] == 120


def test_sums_follow_a_correction(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "44"})
    officer.open(path).send("/figures/enterprise_funds", {"figure": "1000", "reason": "到账凭证合计 1000 万元。"})
    with stage.people.app.app_context():
        assert queries.counted(stage.community(), 2026)["funds"] == 1000
    assert "1,000.00 万元" in officer.open(path).text


def test_what_changed_after_the_draw_is_named(stage: Stage) -> None:
    clerk, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "44"})
    with stage.people.app.app_context():
        found = annual.deliverable(stage.community(), 2026, "performance")
        assert found
        judged(found, ReviewOutcome.RETURNED, stage.people.person(stage.known.province), "请核对订单培养人数。")
    clerk.open(f"{stage.form}/sections/training").send("/sections/training", {"training-order_enrolled": "96"})
    clerk.open(stage.form).send("/hand-in")
    assert "抽查以后有 1 项的数有变化：3.2 订单培养学生数" in officer.open(path).text


def test_another_province_cannot_and_the_ministry_only_reads(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "10"})
    assert stage.sign_in("other_province").open(path).status == 404
    ministry = stage.sign_in("ministry").open(path)
    assert "抽查 10 项" in ministry.text and not [form for form in ministry.soup.find_all("form") if "/sample" in str(form.get("action"))]


def by_hand(visitor: Visitor, address: str, **typed: str) -> Visitor:
    """What nothing on the open page would send."""
    visitor.response = visitor.client.post(address, data={"csrf_token": visitor.token(), **typed}, follow_redirects=True)
    return visitor


def test_the_ministry_draws_nothing_of_what_a_province_reviews(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    ministry = by_hand(stage.sign_in("ministry").open(path), path, size="12")
    assert "这个共同体的绩效数据不由本单位审核。" in ministry.soup.get_text()
    assert "抽查 12 项" not in officer.open(path).text


@pytest.mark.parametrize(
    ("outcome", "says"),
    [(ReviewOutcome.RETURNED, "现在没有可以抽查的绩效数据。"), (ReviewOutcome.PASSED, "审核已经结束，不再抽查。")],
)
def test_nothing_is_drawn_once_a_colleague_has_decided(stage: Stage, outcome: ReviewOutcome, says: str) -> None:
    _, officer, path = handed_in(stage)
    with stage.people.app.app_context():
        found = annual.deliverable(stage.community(), 2026, "performance")
        assert found
        judged(found, outcome, stage.people.person(stage.known.province))
    officer.send("/sample", {"size": "12"})
    assert says in officer.soup.get_text() and "抽查 12 项" not in officer.open(path).text


def test_of_two_who_draw_the_first_draw_stands(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    colleague = stage.sign_in("province").open(path)
    officer.send("/sample", {"size": "12"})
    colleague.send("/sample", {"size": "44"})
    assert "第 1 稿已经抽过，一稿只抽一次。" in colleague.soup.get_text() and "抽查 12 项" in colleague.open(path).text


def test_only_what_was_drawn_is_checked(stage: Stage) -> None:
    _, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "1"})
    drawn = str(next(form["action"] for form in officer.soup.find_all("form") if str(form["action"]).endswith("/check")))
    other = "3.2" if "/3.2/" not in drawn else "3.1"
    by_hand(officer, f"{path}/{other}/check", verdict="true")
    assert "这个指标不在抽查之列。" in officer.text and "抽查 1 项；还有 1 项没有核对" in officer.open(path).text


@pytest.mark.parametrize(
    ("key", "figure", "says"),
    [
        ("funds", "1000", "只能更正填报的数；自动计算的数随之改变。"),
        ("order_enrolled", " ", "请填写“订单培养在校生数”更正后的数，没有的填 0。"),
        ("order_enrolled", "一百", "订单培养在校生数"),
        ("order_enrolled", "120", "“订单培养在校生数”现在就是 120，不用更正。"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(stage: Stage, key: str, figure: str, says: str) -> None:
    clerk, officer, path = handed_in(stage)
    officer.send("/sample", {"size": "44"})
    by_hand(officer, f"{path}/figures/{key}", figure=figure, reason="名册只有 96 人。")
    assert officer.status == 422 and says in officer.text
    assert "绩效数据有更正" not in clerk.open("/notices").text
