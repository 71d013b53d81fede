"""Articles of the public site, published at once."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from cte_portal.accounts.models import Account
from cte_portal.articles import service
from cte_portal.articles.models import Article
from cte_portal.articles.rules import Column, Written

SOURCE, BODY = "演示教育厅", "各有关单位：\n\n请按时提交。"


def posted(
    by: Account,
    title: str,
    body: str = BODY,
    *,
    column: Column = Column.NEWS,
    at: datetime | None = None,
    tags: tuple[str, ...] = (),
    attachment: BytesIO | None = None,
) -> Article:
    """On the site from `at` on, now if not said."""
    made = service.begin(column, Written(title, source=SOURCE, body=body, tags=tags), by)
    if attachment:
        service.add_file(made, attachment, "附件.pdf", "", False, by)
    service.publish(made, at, "", by)
    return made
