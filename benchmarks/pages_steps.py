"""What happens to an application and is told of it, for thousands of them: steps, scans, notices, yearly duties, the trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import rfc8785
from sqlalchemy import Connection, insert, text

from benchmarks.pages_copies import put
from cte_portal import clock
from cte_portal.annual.models import Deliverable, DeliverableReview, DeliverableVersion, ReviewOutcome
from cte_portal.annual.rules import State
from cte_portal.audit import FIRST as CHAIN_BEGINS
from cte_portal.community.models import Transition
from cte_portal.community.workflow import Status
from cte_portal.extensions import Model
from cte_portal.notices.models import Notice
from cte_portal.uploads.models import SealedScan
from cte_portal.uploads.rules import Verdict
from cte_portal.web.editions import edition_for_year

LAST_YEAR, FIRST_DUTIES = 2026, 2023
STATES = {  # whether it is the newest year → what becomes of ten applications
    True: (Status.DRAFT,) * 3 + (Status.SUBMITTED,) * 5 + (Status.RETURNED, Status.APPROVED),
    False: (Status.RECOGNISED,) * 6 + (Status.NOT_RECOGNISED,) * 2 + (Status.DECLINED,) * 2,
}
STEPS: dict[Status, tuple[tuple[str, Status], ...]] = {}  # state → the steps that lead there
_handed_in = (("start", Status.DRAFT), ("finalise", Status.FINALISED), ("submit", Status.SUBMITTED))
_reported = (*_handed_in, ("approve", Status.APPROVED), ("report", Status.REPORTED))
STEPS |= {Status.DRAFT: _handed_in[:1], Status.SUBMITTED: _handed_in, Status.APPROVED: _reported[:4]}
STEPS |= {Status.RETURNED: (*_handed_in, ("return", Status.RETURNED)), Status.DECLINED: (*_handed_in, ("decline", Status.DECLINED))}
STEPS |= {Status.RECOGNISED: (*_reported, ("recognise", Status.RECOGNISED))}
STEPS |= {Status.NOT_RECOGNISED: (*_reported, ("not_recognise", Status.NOT_RECOGNISED))}
OFFICERS = ("approve", "report", "return", "decline")
TOLD = {"submit": "收到申报材料", "return": "申报材料被退回修改", "approve": "申报材料省级审核通过", "report": "申报材料已报送教育部"}
DAYS = {"start": 0, "finalise": 40, "submit": 42, "return": 60, "decline": 60, "approve": 60, "report": 80, "recognise": 300, "not_recognise": 300}
TRAIL = (  # of one application: action, how often
    *(("section.saved", 60), ("row.saved", 18), ("evidence.added", 12), ("rows.imported", 2)),
    *(("version.frozen", 1), ("scan.added", 1), ("application.submit", 1), ("application.opened", 4), ("application.approve", 1)),
)
ENTRY = ("at", "account_id", "account_name", "address", "action", "object_kind", "object_id", "details", "previous_hash", "hash")
REVIEWED = {"timeliness": "good", "objectivity": "good", "completeness": "fair"}


class Steps:
    """Kept until `put`, and numbered through; `finish` writes the trail of all of them."""

    def __init__(self, connection: Connection, officers: Mapping[str | None, int], file: str):
        self.connection, self.officers, self.file = connection, officers, file
        self.rows: dict[type[Model], list[dict[str, Any]]] = {}
        self.deliverables, self.report = 0, 0
        self.done: list[tuple[int, int, str]] = []  # application, account, its name
        self.kinds = [kind for kind in edition_for_year(LAST_YEAR).deliverables.kinds if kind.handed_in and kind.key != "performance"]

    def _add(self, table: type[Model], **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def add(self, number: int, lead: int, province: str, year: int, status: Status, begun: datetime) -> dict[str, datetime | date | None]:
        """One application's life; the times that its own row says."""
        officer, source, at = self.officers[province], None, {}
        for action, target in STEPS[status]:
            at[action] = begun + timedelta(days=DAYS[action])
            by = officer if action in OFFICERS else lead
            version = None if action == "start" else number
            step = {"account_id": by, "comment": "同意。" if by == officer else "", "province_code": province}
            self._add(Transition, application_id=number, version_id=version, action=action, source=source, target=target, at=at[action], **step)
            source = target
            for account in (lead, officer) if action in TOLD else ():
                self._tell(account, number, f"{TOLD[action]}（{number}）", at[action])
        for week in range(4):
            self._tell(lead, number, f"申报提醒（{number}，第 {week + 1} 次）", begun + timedelta(days=7 * week))
        if "submit" in at:
            held = {"sha256": self.file, "uploaded_by_id": lead, "uploaded_at": at["submit"], "verdict": Verdict.MATCHES, "verdict_text": ""}
            self._add(SealedScan, application_id=number, version_id=number, name="盖章扫描件.pdf", **held)
        if status is Status.RECOGNISED:
            for owed in range(max(year + 1, FIRST_DUTIES), LAST_YEAR + 1):
                self._duties(number, lead, officer, owed)
        self.done.append((number, lead, f"经办人{lead}"))
        decided = next((at[action] for action in ("return", "decline", "approve") if action in at), None)
        due = decided.date() + timedelta(days=100) if status is Status.RETURNED and decided else None
        return {"submitted_at": at.get("submit"), "decided_at": decided, "reported_at": at.get("report"), "correction_due": due}

    def _tell(self, account: int, number: int, subject: str, at: datetime) -> None:
        read = at + timedelta(hours=3) if number % 4 else None
        said = {"subject": subject, "text": f"{subject}。请登录平台查看。", "path": f"/applications/{number}"}
        self._add(Notice, account_id=account, made_at=at, read_at=read, **said)

    def _duties(self, number: int, lead: int, officer: int, year: int) -> None:
        """What is handed in of a year's duties: of the years before everything, of the newest what was due, in any state."""
        for place, kind in enumerate(self.kinds):
            newest = year == LAST_YEAR
            if newest and (kind.window != "first_quarter" or (number + place) % 5 == 0):
                continue
            state = (State.PASSED, State.SUBMITTED, State.RETURNED, State.PASSED)[(number + place) % 4] if newest else State.PASSED
            at = datetime(year, 3, 1, 9, tzinfo=clock.SHANGHAI) + timedelta(minutes=number)
            self.deliverables += 1
            identity = self.deliverables
            published = at + timedelta(days=20) if kind.published and state is State.PASSED else None
            self.report = identity if published else self.report
            self._add(
                Deliverable,
                id=identity,
                community_id=number,
                year=year,
                key=kind.key,
                state=state,
                revision=3,
                started_at=at,
                submitted_at=at,
                excused_reason="",
                withdrawn_reason="",
                published_at=published,
                published_version_id=identity if published else None,
            )
            self._add(
                DeliverableVersion,
                id=identity,
                deliverable_id=identity,
                number=1,
                title=f"{year} 年{kind.title}（{number}）",
                summary="行业平稳增长，人才需求集中在装备运维和数据应用。",
                survey_methods="问卷调查",
                sample_size=120,
                file_name="报告.pdf",
                sha256=self.file,
                saved_at=at,
                saved_by_id=lead,
                submitted_at=at,
                submitted_by_id=lead,
            )
            if state in (State.PASSED, State.RETURNED):
                said = {"comment": "数据详实。", "outcome": ReviewOutcome(state.value), "at": at + timedelta(days=9), "by_id": officer}
                self._add(DeliverableReview, deliverable_id=identity, version_id=identity, **REVIEWED, **said)

    def put(self) -> None:
        for table, rows in self.rows.items():
            self.connection.execute(insert(table), rows)
        self.rows.clear()

    def finish(self, moment: datetime) -> None:
        """The trail: what was done to every application, in turn, as a sound chain."""
        last = self.connection.execute(text("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1")).scalar()
        previous, rows, count = last or CHAIN_BEGINS, [], 0
        at, step = moment - timedelta(days=1500), timedelta(days=1400) / (sum(often for _, often in TRAIL) * len(self.done))
        for action, often in TRAIL:
            for turn in range(often):
                for number, account, name in self.done:
                    at += step
                    told = {"section": f"task_{turn % 6 + 1}", "fields": ["goals", "measures"]}
                    said = {"account_id": account, "account_name": name, "address": "192.0.2.1", "action": action, "object_kind": "application"}
                    said |= {"object_id": str(number), "details": told, "previous_hash": previous}
                    previous = hashlib.sha256(rfc8785.dumps({**said, "at": at.astimezone(clock.SHANGHAI).isoformat()})).hexdigest()
                    stored = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
                    rows.append((stored, *list(said.values())[:-2], json.dumps(told), said["previous_hash"], previous))
                    count += 1
                if len(rows) > 50_000:
                    put(self.connection, "audit_entry", ENTRY, rows)
                    rows.clear()
        put(self.connection, "audit_entry", ENTRY, rows)
