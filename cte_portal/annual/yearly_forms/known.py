"""What the portal knows of a community's year: lines of the 指标表, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from ...catalogue.duties import DutyKind
from ...community.models import Community, MemberUnit
from ...exchange.following import queries as following
from ...exchange.models import ListEdition
from ...extensions import db
from .. import queries
from ..figures import Figures
from .rules import KnownFigure

CONTRACTS, AGREEMENTS = "平台登记的技术需求承接合同", "平台登记的人才供需对接协议"
FOLLOWED = (  # indicator, its unit, the figure of `exchange/following/figures.py`, where that comes from
    ("供需清单对接成功数", "项", "met", "平台登记的承接合同和对接协议"),
    ("委托培养学生数", "人", "entrusted", AGREEMENTS),
    ("订单培养学生数", "人", "order", AGREEMENTS),
    ("学徒制培养学生数", "人", "apprentice", AGREEMENTS),
    ("共同体内企业接收共同体内学校毕业生就业数", "人", "employment", AGREEMENTS),
    ("服务技术改造项目数", "项", "renovation", CONTRACTS),
    ("服务工艺改进项目数", "项", "process", CONTRACTS),
    ("服务产品升级项目数", "项", "product", CONTRACTS),
    ("技术供需清单承接数", "项", "undertaken", CONTRACTS),
    ("技术供需清单完成数", "项", "completed", "平台登记的技术需求验收"),
)


def targets(community: Community, year: int) -> list[KnownFigure]:
    """The application's targets for the year."""
    found = Figures(community, year).targets()
    return [
        KnownFigure(indicator, unit, target, "", f"{found.source}{found.heads[4]}") for _, indicator, unit, _, target, _ in found.rows if indicator
    ]


def known(community: Community, year: int) -> Iterator[KnownFigure]:
    """Members, published lists and what followed from them, published reports."""
    yield from _members(community)
    yield from _lists(community, year)
    yield from _followed(community, year)
    yield from _reports(community, year)


def _members(community: Community) -> Iterator[KnownFigure]:
    query = select(MemberUnit.lead, MemberUnit.province_code).where(MemberUnit.application_id == community.recognised_application_id)
    units = db.session.execute(query).all()
    if not units or community.recognised_application is None:
        return
    basis = f"{community.recognised_application.year} 年度申报书的建设单位名单"
    yield KnownFigure("牵头单位数", "家", "", str(sum(unit.lead for unit in units)), basis)
    yield KnownFigure("参与单位总数", "家", "", str(sum(not unit.lead for unit in units)), basis)
    yield KnownFigure("覆盖省级行政区数", "个", "", str(len({unit.province_code for unit in units if unit.province_code})), basis)


def _lists(community: Community, year: int) -> Iterator[KnownFigure]:
    begins, ends = queries.bounds(year)
    query = select(ListEdition).where(ListEdition.community_id == community.id, ListEdition.current, ListEdition.withdrawn_at.is_(None))
    for one in db.session.scalars(query.where(ListEdition.published_at >= begins, ListEdition.published_at < ends).order_by(ListEdition.id)):
        basis = f"平台 {one.published_at:%Y-%m-%d} 发布的{one.table.label}第 {one.number} 版"
        yield KnownFigure(f"{one.table.label}条目数", "条", "", str(one.entries), basis)


def _followed(community: Community, year: int) -> Iterator[KnownFigure]:
    """Contracts and agreements of the year; what was never noted on the portal may exist all the same, so that 0 says nothing."""
    found = following.figures([community.id], year)[community.id]
    for indicator, unit, figure, basis in FOLLOWED:
        if number := getattr(found, figure):
            yield KnownFigure(indicator, unit, "", str(number), f"{basis}（{year} 年）")


def _reports(community: Community, year: int) -> Iterator[KnownFigure]:
    for kind in queries.catalogue(year).kinds:
        found = queries.deliverable(community, year, kind.key) if kind.kind is DutyKind.REPORT else None
        version = queries.handed_in(found)
        if found and found.is_public and found.published_at:
            yield KnownFigure(f"{kind.title}发布日期", "日期", "", f"{found.published_at:%Y-%m-%d}", "平台公众网站发布的日期")
        elif version and version.published_elsewhere_on:
            yield KnownFigure(
                f"{kind.title}发布日期", "日期", "", f"{version.published_elsewhere_on}", f"{kind.title}第 {version.number} 稿所填的自行发布日期"
            )
