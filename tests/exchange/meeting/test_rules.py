"""What proposals promise, whatever stands in the entries."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cte_portal.exchange.meeting.professions import Nearness, nearness
from cte_portal.exchange.meeting.rules import DEGREES, KINDS, MATURITIES, TALENT, TECHNOLOGY, Criterion, Entry, proposal
from cte_portal.exchange.meeting.terms import Wording

WORDS = (
    "数控机床",
    "焊接",
    "机器人",
    "动力电池",
    "仪器人员",
    "PLC",
    "CAD/CAM",
    "在线监测",
    "铝合金",
    "能力",
    "掌握",
    "的",
    "，",
    "。",
    " ",
    "2026",
    "𫖮𬭎㛃",
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text("机器人焊接操作 a，1", max_size=6), max_size=8).map("".join)
CODES = st.sampled_from(("", "460103", "660103", "260101", "460301", "080704", "080202T", "510203"))
ENTRIES = st.builds(
    Entry,
    title=TEXTS,
    text=TEXTS,
    province=st.sampled_from(("", "320000", "330000")),
    industry=st.sampled_from(("", "34", "36", "C", "99")),
    profession_code=CODES,
    profession=st.sampled_from(("", "数控技术", "数控技术应用", "机械制造及自动化、数控技术等相关专业", "不限", "护理")),
    field=st.sampled_from(("", "焊接工艺", "焊接 工艺", "焊接", "动力电池", "工艺")),
    degree=st.sampled_from(("", *DEGREES)),
    people=st.none() | st.integers(1, 500),
    year=st.none() | st.integers(2024, 2030),
    kind=st.sampled_from(("", *KINDS)),
    maturity=st.sampled_from(("", *MATURITIES)),
)
ADDED = "；焊接变形控制"


@given(TEXTS, TEXTS)
def test_what_two_texts_share_is_the_same_from_either_side(one: str, other: str) -> None:
    assert Wording(one).common(Wording(other)) == Wording(other).common(Wording(one))


@given(TEXTS, TEXTS)
def test_a_term_said_to_be_shared_stands_in_both_texts(one: str, other: str) -> None:
    for term in Wording(one).common(Wording(other)).terms:
        assert term.casefold() in one.casefold() and term.casefold() in other.casefold()
        assert len(term) > 1


@given(TEXTS, TEXTS, TEXTS)
def test_saying_more_never_makes_two_texts_share_less(one: str, other: str, more: str) -> None:
    before = Wording(one).common(Wording(other))
    after = Wording(f"{one}。{more}").common(Wording(other))
    assert after.weight >= before.weight
    assert after.telling >= before.telling


@given(CODES.filter(bool), CODES.filter(bool))
def test_two_professions_are_as_near_from_either_side(one: str, other: str) -> None:
    assert nearness(one, other) == nearness(other, one)
    assert nearness(one, one) is Nearness.SAME


def test_the_three_levels_of_vocational_education_share_their_classes() -> None:
    assert nearness("460103", "660103") is Nearness.SAME_CLASS
    assert nearness("260101", "460103") is Nearness.SAME_CLASS
    assert nearness("460103", "460301") is Nearness.SAME_GROUP
    assert nearness("460103", "520201") is Nearness.NONE
    assert nearness("080704", "080202") is Nearness.SAME_GROUP
    assert nearness("080704", "380704") is Nearness.NONE  # a university's code is another catalogue's


@given(ENTRIES, ENTRIES)
def test_more_in_common_never_lowers_a_proposal(demand: Entry, supply: Entry) -> None:
    for weights in (TALENT, TECHNOLOGY):
        before = proposal(demand, supply, weights)
        assert before.score >= 0
        for more in (
            (replace(demand, province="330000"), replace(supply, province="330000")),
            (replace(demand, profession_code="460103"), replace(supply, profession_code="460103")),
            (replace(demand, field="焊接工艺"), replace(supply, field="焊接工艺")),
            (replace(demand, text=demand.text + ADDED), replace(supply, text=supply.text + ADDED)),
            (demand, replace(supply, people=(supply.people or 0) + 100)),
            (demand, replace(supply, degree="doctor")),
        ):
            after = proposal(*more, weights)
            assert after.score >= before.score, (before, after)
            assert after.worth_proposing >= before.worth_proposing


@given(ENTRIES, ENTRIES)
def test_every_sentence_says_what_stands_in_both_entries(demand: Entry, supply: Entry) -> None:
    both = {reason.criterion: reason.sentence for weights in (TALENT, TECHNOLOGY) for reason in proposal(demand, supply, weights).reasons}
    assert (Criterion.PROVINCE in both) == bool(demand.province and demand.province == supply.province)
    if Criterion.PROFESSION in both:
        said = both[Criterion.PROFESSION]
        if said.startswith("专业代码相同："):
            code = said.removeprefix("专业代码相同：")[:6]
            assert code in demand.codes and code in supply.codes
        elif said.startswith(("专业名称相同：", "专业名称中都有")):
            name = said.partition("：")[2] or said.split("“")[1].rstrip("”")
            assert name in demand.profession and name in supply.profession
    if Criterion.TERMS in both:
        for term in both[Criterion.TERMS].removeprefix("名称和描述中都提到").strip("“”").split("”、“"):
            assert all(term.casefold() in f"{entry.title}\n{entry.text}".casefold() for entry in (demand, supply))
    if Criterion.PEOPLE in both:
        assert (str(demand.people) in both[Criterion.PEOPLE]) and (str(supply.people) in both[Criterion.PEOPLE])
        assert ("够用" in both[Criterion.PEOPLE]) == ((supply.people or 0) >= (demand.people or 0))
    if Criterion.LEVEL in both:
        assert DEGREES[supply.degree][0] >= DEGREES[demand.degree][0]
    if Criterion.TIME in both:
        assert supply.year is not None and demand.year is not None and supply.year <= demand.year


def test_being_in_the_same_province_is_no_reason_to_meet() -> None:
    nurse = Entry(title="护士", profession_code="520201", province="320000", industry="34", degree="junior", people=5, year=2026)
    turner = replace(nurse, title="车工", profession_code="460103")
    assert not proposal(nurse, turner, TALENT).worth_proposing
    assert proposal(nurse, turner, TALENT).score > 0


def test_what_does_not_fit_is_said_beside_it() -> None:
    demand = Entry(profession_code="460103", degree="bachelor", year=2026, people=40)
    supply = Entry(profession_code="460103", degree="junior", year=2027, people=10)
    found = proposal(demand, supply, TALENT)
    assert found.remarks == ("学历不足：要求本科，供给为专科", "2027 年毕业，晚于 2026 年到岗")
    assert "需求 40 人，可供 10 人，可满足一部分" in [reason.sentence for reason in found.reasons]
    laboratory = proposal(Entry(kind="renovation", field="焊接"), Entry(maturity="laboratory", field="焊接"), TECHNOLOGY)
    assert laboratory.remarks == ("成果处于实验室阶段，离技术改造还有距离",)
