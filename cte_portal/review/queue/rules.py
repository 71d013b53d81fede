"""What an officer may ask of the queue, as it stands in the address; how places in a list are named; what waits. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from ...catalogue.places import industries, province_name, recommending_provinces
from ...clock import SHANGHAI
from ...community.workflow import Status
from ...roles import Role

PRE_REVIEW = "pre_review"  # the state beside those of the workflow: drafts that wait for the province's opinion
FIRST_YEAR = 2023  # of the filing, 建设指南 五
ME, NOBODY = "me", "nobody"
MOST_DAYS = 999
SORTS = {
    "arrived": "等待最久的在前",
    "-arrived": "最新提交的在前",
    "name": "按名称",
    "-name": "按名称（倒序）",
    "due": "修改截止近的在前（只列有截止日期的）",
    "-due": "修改截止远的在前（只列有截止日期的）",
}
WAITING = {
    Role.CITY_OFFICER: (Status.SUBMITTED,),
    Role.PROVINCE_OFFICER: (Status.SUBMITTED, Status.APPROVED),
    Role.MINISTRY_OFFICER: (Status.REPORTED,),
}
CORRECTING = (Status.RETURNED, Status.DRAFT, Status.FINALISED)  # where a correction deadline still runs


@dataclass(frozen=True)
class Filters:
    """What is asked for. `year` None: all; `state` empty: all; `officer`: me, nobody, an account's id, or empty.

    `overdue`: a correction deadline has passed, or it waits longer than `days`.
    """

    year: int | None
    state: str = ""
    industry: str = ""  # a 门类's letter or a 大类's two digits
    province: str = ""  # that recommends
    direct: bool = False
    flagged: bool = False
    officer: str = ""
    overdue: bool = False
    days: int = 0
    text: str = ""
    sort: str = "arrived"

    @property
    def status(self) -> Status | None:
        return next((one for one in Status if one.value == self.state), None)

    @property
    def pre_review(self) -> bool:
        return self.state == PRE_REVIEW

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def backwards(self) -> bool:
        return self.sort.startswith("-")

    def without(self, name: str) -> Filters:
        """The same with one filter taken away."""
        nothing: Any = None if name == "year" else type(getattr(self, name))()
        return replace(self, **{name: nothing})


def read(asked: Mapping[str, str], this_year: int, officers: Collection[int], usual_days: int) -> Filters:
    """The filters that stand in an address; what is unknown or makes no sense is as if it were not there.

    `officers`: ids of those who can be asked for. `usual_days`: how long an application may wait, where nothing is said.
    """
    state, officer, sort = asked.get("status", ""), asked.get("officer", ""), asked.get("sort", "")
    industry = asked.get("industry", "")
    return Filters(
        year=_year(asked.get("year", ""), this_year),
        state=state if state == PRE_REVIEW or state in {one.value for one in Status} else "",
        industry=industry if industry in industries() else "",
        province=asked.get("province", "") if asked.get("province") in recommending_provinces() else "",
        direct=asked.get("direct") == "yes",
        flagged=asked.get("flagged") == "yes",
        officer=officer if officer in (ME, NOBODY) or officer in {str(one) for one in officers} else "",
        overdue=asked.get("overdue") == "yes",
        days=_number(asked.get("days", ""), 1, MOST_DAYS) or usual_days,
        text=" ".join(asked.get("find", "").split())[:100],
        sort=sort if sort in SORTS else "arrived",
    )


def _year(asked: str, this_year: int) -> int | None:
    if asked == "all":
        return None
    return _number(asked, FIRST_YEAR - 100, 9999) or this_year


def _number(asked: str, least: int, most: int) -> int | None:
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 6 else 0
    return number if least <= number <= most else None


def what_waits(role: Role) -> Filters:
    """What waits for such an officer's first decision, of all years."""
    return Filters(None, WAITING[role][0].value)


def address(filters: Filters, usual_days: int) -> dict[str, Any]:
    """The filters as they stand in an address; `read` gives the same filters back."""
    written = {
        "year": str(filters.year) if filters.year else "all",
        "status": filters.state,
        "industry": filters.industry,
        "province": filters.province,
        "direct": "yes" if filters.direct else "",
        "flagged": "yes" if filters.flagged else "",
        "officer": filters.officer,
        "overdue": "yes" if filters.overdue else "",
        "days": str(filters.days) if filters.overdue and filters.days != usual_days else "",
        "find": filters.text,
        "sort": filters.sort if filters.sort != "arrived" else "",
    }
    return {name: value for name, value in written.items() if value}


def active(filters: Filters, officers: Mapping[int, str]) -> list[tuple[str, str]]:
    """(name of the filter, what it says in words) of those that are on; state, year and order have places of their own."""
    names = {ME: "分给我的", NOBODY: "未分配的", **{str(identity): f"经办：{name}" for identity, name in officers.items()}}
    found = industries().get(filters.industry)
    words = {
        "text": f"含“{filters.text}”" if filters.text else "",
        "industry": f"行业：{found.label}" if found else "",
        "province": province_name(filters.province),
        "direct": "直报" if filters.direct else "",
        "flagged": "需人工核对扫描件" if filters.flagged else "",
        "officer": names.get(filters.officer, ""),
        "overdue": f"已超期（过了修改截止日期，或等待超过 {filters.days} 天）" if filters.overdue else "",
    }
    return [(name, said) for name, said in words.items() if said]


@dataclass(frozen=True)
class Place:
    """A place in an ordered list: everything after it, or before it."""

    key: str | datetime | date
    id: int
    before: bool = False


def write_place(sort: str, place: Place) -> str:
    """For the address; says for which order it is."""
    key = place.key if isinstance(place.key, str) else place.key.isoformat()
    return base64.urlsafe_b64encode(json.dumps([sort, key, place.id]).encode()).decode().rstrip("=")


def read_place(sort: str, written: str, *, before: bool) -> Place | None:
    """None for what names no place of a list in this order."""
    try:
        asked, key, identity = json.loads(base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True))
        if asked != sort or not isinstance(key, str) or type(identity) is not int or not 0 <= identity < 2**63:
            return None
        return Place(_key(sort, key), identity, before)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None


def _key(sort: str, written: str) -> str | datetime | date:
    match sort.removeprefix("-"):
        case "name":
            return written
        case "due":
            return date.fromisoformat(written)
    moment = datetime.fromisoformat(written)
    if not 2000 <= moment.year < 9999:
        raise ValueError(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def days_waiting(role: Role, status: Status, arrived: datetime | None, now: datetime) -> int | None:
    """Whole days since it came in, as long as this authority still has something to do with it."""
    if arrived is None or status not in (*WAITING.get(role, ()), Status.DRAFT):
        return None
    return max(0, (now.astimezone(SHANGHAI).date() - arrived.astimezone(SHANGHAI).date()).days)


def waits_too_long_since(now: datetime, days: int) -> datetime:
    """What came in before this waits longer than so many days."""
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)


def masked(phone: str) -> str:
    """The phone without its middle: 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 8 else "****" if phone else ""
