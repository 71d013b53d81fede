"""Who a person is to the portal. Administrator, auditor and officer are never the same account (三员分立)."""

from __future__ import annotations

from .named import Named


class Role(Named):
    APPLICANT = "applicant", "牵头企业"
    CO_EDITOR = "co_editor", "协作人员"
    CITY_OFFICER = "city_officer", "市级教育局"
    PROVINCE_OFFICER = "province_officer", "省级教育行政部门"
    MINISTRY_OFFICER = "ministry_officer", "教育部职成司"
    EXPERT = "expert", "评审专家"
    EDITOR = "editor", "内容编辑"
    ADMINISTRATOR = "administrator", "系统管理员"
    AUDITOR = "auditor", "安全审计员"


AUTHORS = (Role.APPLICANT, Role.CO_EDITOR)  # what a co-editor reads and edits is decided section by section (web/access.py)
OFFICERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
READERS = (*OFFICERS, Role.CITY_OFFICER)  # who reads what was submitted
