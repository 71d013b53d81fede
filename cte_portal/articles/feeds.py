"""Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feedgen.feed import FeedGenerator

from .. import links
from .models import Article


def atom(title: str, page: str, own: str, articles: Sequence[Article]) -> bytes:
    """`page`: path of what the feed is of; `own`: the feed's own path; `articles`: with what was published."""
    feed = FeedGenerator()
    feed.id(links.address(page))
    feed.title(title)
    feed.link(href=links.address(page), rel="alternate")
    feed.link(href=links.address(own), rel="self")
    feed.language("zh-CN")
    for one in articles:
        address, entry = links.address(f"/articles/{one.id}"), feed.add_entry(order="append")
        entry.id(address)
        entry.title(one.title)
        entry.link(href=address)
        entry.published(one.publish_at)
        entry.updated(_changed(one))
        entry.author(name=one.source)
        if one.published and one.published.summary:
            entry.summary(one.published.summary)
    if articles:
        feed.updated(max(map(_changed, articles)))
    result: bytes = feed.atom_str(pretty=True)
    return result


def _changed(one: Article) -> datetime:
    """When it appeared, or was corrected."""
    assert one.publish_at and one.published and one.published.published_at
    return max(one.publish_at, one.published.published_at)
