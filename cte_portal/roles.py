"""Who a person is to the portal. Administrator, auditor and officer are never the same account (三员分立)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    APPLICANT = "applicant"
    CO_EDITOR = "co_editor"
    CITY_OFFICER = "city_officer"
    PROVINCE_OFFICER = "province_officer"
    MINISTRY_OFFICER = "ministry_officer"
    EXPERT = "expert"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.APPLICANT: "牵头企业",
    Role.CO_EDITOR: "协作人员",
    Role.CITY_OFFICER: "市级教育局",
    Role.PROVINCE_OFFICER: "省级教育行政部门",
    Role.MINISTRY_OFFICER: "教育部职成司",
    Role.EXPERT: "评审专家",
    Role.EDITOR: "内容编辑",
    Role.ADMINISTRATOR: "系统管理员",
    Role.AUDITOR: "安全审计员",
}
AUTHORS = (Role.APPLICANT, Role.CO_EDITOR)  # what a co-editor reads and edits is decided section by section (web/access.py)
OFFICERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
READERS = (*OFFICERS, Role.CITY_OFFICER)  # who reads what was submitted
