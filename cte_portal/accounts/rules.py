"""Decisions about accounts. Pure.

Source: GB/T 22239-2019 level 2 (password rules, lockout, idle end).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address, ip_network

from ..catalogue.places import recommending_provinces

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=10)
HERE_TOO = "woaini1314 woaini520 zhongguo zhongguo123 zhonghua zhonghua123 admin123 administrator a1234567 gongtongti chanjiaoronghe".split()


def password_problem(password: str, own_words: Iterable[str] = ()) -> str | None:
    """Why the password cannot be used, in words; None when it can.

    At least 10 characters, or 8 with three classes of four; not known to be bad; none of the person's own words inside.
    """
    classes = sum(bool(re.search(kind, password)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]"))
    if len(password) > 128:
        return "密码最多 128 位"
    if len(password) < 8 or (len(password) < 10 and classes < 3):
        return "密码至少 10 位；或至少 8 位且包含大写字母、小写字母、数字、符号中的三种"
    plain = re.sub(r"[^a-z0-9]", "", password.lower())
    if {plain, password.lower()} & known_bad() or len(set(password)) < 4:
        return "这个密码太常见，容易被猜到，请换一个"
    if any(len(word) >= 4 and word.lower() in password.lower() for word in own_words):
        return "密码中不能包含姓名、手机号、邮箱名或统一社会信用代码"
    return None


@cache
def known_bad() -> frozenset[str]:
    """Passwords that were found among stolen ones most often (some 30,000, from zxcvbn), and what is popular here."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 10 MB that most processes never need

    return frozenset((*FREQUENCY_LISTS["passwords"], *HERE_TOO))


def locked(locked_until: datetime | None, now: datetime) -> bool:
    return locked_until is not None and now < locked_until


def after_failure(count: int, since: datetime, now: datetime, allowed: int) -> tuple[int, datetime, datetime | None]:
    """(failures counted, since when, locked until) after one more; what is older than the lock would last counts no more."""
    if now - since > LOCKED_FOR:
        count, since = 0, now
    count += 1
    return (0, now, now + LOCKED_FOR) if count >= allowed else (count, since, None)


def network_of(address: str) -> str:
    """Whom an address stands for: itself, or of IPv6 the /64 that one line has (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


def city_code_problem(code: str) -> str | None:
    """What is wrong with a city's code of GB/T 2260, in words; None when it is right."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return f"市级账号要用 --city 写明六位城市代码，如 320500，现在是“{code}”"
    if f"{code[:2]}0000" not in recommending_provinces():
        return f"城市代码的前两位应为省份代码，{code[:2]} 不是推荐共同体的省份"
    if code[2:4] == "00" or code[4:] != "00":
        return f"城市代码应为四位数字加 00，如 320500；{code} 是{'省份' if code[2:] == '0000' else '区县'}的代码"
    return None
