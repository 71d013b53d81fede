"""What is kept about persons: one table, which the notice to the public shows and the deletion job goes by. Pure.

Source: 中华人民共和国个人信息保护法 (PIPL), articles 13, 17, 19, 47; 网络安全法, article 21 (logs: six months at least).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

YEAR = 365


@dataclass(frozen=True)
class Kept:
    """One kind of personal data. `tables`: where it lies; `days` after what `since` says it is deleted, None: it stays, as `stays` says why."""

    key: str
    tables: tuple[str, ...]
    what: str
    purpose: str
    seen_by: str
    since: str = ""
    days: int | None = None
    stays: str = ""

    @property
    def period(self) -> str:
        """How long, in words."""
        if self.days is None:
            return self.stays
        return f"{self.since}{_span(self.days)}后删除"

    def before(self, now: datetime) -> datetime:
        """What lies further back is to go. Only for what has `days`."""
        return now - timedelta(days=self.days or 0)


def _span(days: int) -> str:
    return f" {days // YEAR} 年" if days % YEAR == 0 else f" {days} 天"


ACCOUNTS = Kept(
    "accounts",
    ("account", "recovery_code", "used_password"),
    "账号的姓名、电话、登录邮箱；密码只以不可还原的方式保存",
    "登录、审核注册、工作联系",
    "本人、本单位同事、审核注册的教育行政部门、平台管理员",
    "账号或单位停用",
    2 * YEAR,
)
SIGN_INS = Kept("sign_ins", ("sign_in",), "登录的时间和网络地址", "保障账号安全，按网络安全法留存", "本人", "登录", YEAR)
TYPED = Kept("typed", ("kept_input",), "登录超时时还没有保存的填写内容", "再次登录后放回原处", "本人", "退出", 7)
INVITED = Kept("invited", ("account_invitation",), "受邀开通账号的人的姓名、邮箱", "邀请本人设置密码", "邀请人、平台管理员", "邀请到期", YEAR)
CO_EDITORS = Kept(
    "co_editors",
    ("co_editor", "invitation"),
    "受邀协作填报、没有接受的人的姓名、邮箱",
    "邀请协作填报",
    "牵头企业",
    "最后一次邀请",
    YEAR,
)
TAKEOVERS = Kept(
    "takeovers",
    ("account_takeover",),
    "找回账号的申请人的姓名、电话、邮箱和盖章函件",
    "核实单位和本人",
    "审核注册的教育行政部门",
    "办结",
    2 * YEAR,
)
OBJECTIONS = Kept(
    "objections",
    ("objection",),
    "对公示名单提出异议的人的姓名、单位、联系方式和证明材料",
    "核实异议",
    "受理单位的经办人员，每次查看都有记录",
    "办结",
    2 * YEAR,
)
MISTAKES = Kept("mistakes", ("mistake",), "网站找错时自愿留下的联系方式", "回复本人", "网站编辑", "处理完", 180)
EXPERTS = Kept("experts", ("round_expert",), "评审专家的邮箱", "邀请评审；姓名和单位随评审档案保存", "组织评审的教育行政部门", "评审截止", 2 * YEAR)
NOTICES = Kept("notices", ("notice", "notice_letter"), "平台发给个人的消息", "告知办理情况", "本人", "发出", 2 * YEAR)
APPLICATIONS = Kept(
    "applications",
    (
        *("application", "application_version", "list_row", "member_unit", "unit_confirmation", "unit_link", "unit_change", "figure_part"),
        *("undertaking", "talent_agreement", "deliverable_version", "sealed_scan", "evidence", "figure_proof", "stamped_letter"),
        *("organisation", "registration_licence", "handover_import"),
    ),
    "申报书、年度材料、佐证材料中负责人、联系人、组织机构成员的姓名、职务、联系方式；代表成员单位答复、填写的人的姓名、职务",
    "申报、审核、认定和以后的建设管理",
    "申报单位和受其邀请的人（只限所负责的部分）、推荐省份的教育行政部门；报送后，教育部职业教育与成人教育司；审核人员每天首次查看都有记录",
    stays="作为申报档案，按档案管理的规定保存",
)
EXCHANGE = Kept(
    "exchange",
    ("interest",),
    "供需对接时留下的联系人、联系方式",
    "双方联系",
    "双方都同意对接以后，对方单位",
    stays="随供需清单保存，撤回意向后对方不再看到",
)
TRAIL = Kept(
    "trail",
    ("audit_entry",),
    "办理人的姓名、网络地址、办理的时间和事项",
    "记录谁办理了什么，按网络安全法留存",
    "安全审计员",
    stays="长期保存，不少于 6 个月；记录不能改动或删除",
)

KEPT = (ACCOUNTS, SIGN_INS, TYPED, INVITED, CO_EDITORS, TAKEOVERS, OBJECTIONS, MISTAKES, EXPERTS, NOTICES, APPLICATIONS, EXCHANGE, TRAIL)
ERASED = "（已删除）"
