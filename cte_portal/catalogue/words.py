"""How values are put into sentences. Pure."""

from __future__ import annotations

from datetime import date


def chinese_date(day: date) -> str:
    """2023年7月30日, as GB/T 9704 writes dates."""
    return f"{day.year}年{day.month}月{day.day}日"


def shortened(text: str, limit: int = 30) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
