"""The closed lists of provinces and industries."""

from __future__ import annotations

import pytest

from cte_portal.catalogue.places import industries, industry_name, province_name, provinces, recommending_provinces


def test_every_province_may_take_part_and_32_recommend() -> None:
    assert len(provinces()) == 35  # 34 divisions and 兵团
    assert len(recommending_provinces()) == 32
    assert {province.name for code, province in provinces().items() if code not in recommending_provinces()} == {
        "台湾省",
        "香港特别行政区",
        "澳门特别行政区",
    }


def test_each_province_that_recommends_has_an_authority_of_its_own() -> None:
    authorities = [province.education_authority for province in recommending_provinces().values()]
    assert all(len(authority) > 3 for authority in authorities)
    assert len(set(authorities)) == 32


def test_industries_are_the_20_classes_and_97_divisions_of_the_standard() -> None:
    classes = [code for code, industry in industries().items() if not industry.parent]
    assert classes == list("ABCDEFGHIJKLMNOPQRST")
    divisions = {code: industry.parent for code, industry in industries().items() if industry.parent}
    assert len(divisions) == 97
    assert set(divisions.values()) == set(classes)


@pytest.mark.parametrize(
    ("code", "name"), [("320000", "江苏省"), ("660000", "新疆生产建设兵团"), ("710000", "台湾省"), ("999999", ""), ("", ""), (None, "")]
)
def test_a_province_is_named_in_full_and_an_unknown_one_not_at_all(code: str | None, name: str) -> None:
    assert province_name(code) == name


@pytest.mark.parametrize(("code", "name"), [("36", "制造业 / 36 汽车制造业"), ("C", "C 制造业"), ("00", ""), (None, "")])
def test_an_industry_is_named_with_its_class(code: str | None, name: str) -> None:
    assert industry_name(code) == name
