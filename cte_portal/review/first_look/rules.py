"""Whose city it is, how long there is time, and how a comment becomes the province's own. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from ...named import Named


class Advice(Named):
    RECOMMEND = "recommend", "建议推荐", "green"
    RETURN = "return", "建议退回修改", "amber"
    DECLINE = "decline", "建议不予推荐", "red"


def city_of(uscc: str | None, province: str) -> str | None:
    """The city's code inside a credit code (GB 32100-2015: characters 3–8 are the division where it was registered).

    None where there is no code, or it was registered in another province or with the province itself.
    """
    code = f"{(uscc or '')[2:6]}00"
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    return code if code[:2] == province[:2] and code[2:4] != "00" else None


def bureau_for(leads: Iterable[tuple[str | None, str | None]], province: str, bureaus: Collection[str]) -> str | None:
    """The city code of the bureau to ask; None where the province has to say.

    `leads`: (province, USCC) of the three, in their order; only those in the recommending province count. `bureaus`: codes.
    """
    cities = (city_of(uscc, province) for of, uscc in leads if of == province)
    return next((city for city in cities if city in bureaus), None)


def days_left(due: date, today: date) -> int:
    """Whole days until the last day to answer; negative when it is over."""
    return (due - today).days


def joined(own: str, citys: str) -> str:
    """The province's comment on a place with the city's put behind it, unless it says that already."""
    own, citys = own.strip(), citys.strip()
    if not own or own == citys:
        return citys
    return own if citys in own else f"{own}\n{citys}"
