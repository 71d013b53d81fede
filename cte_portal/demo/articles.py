"""Articles of the public site, all of them made up and saying so."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from .. import clock
from ..accounts.models import Account
from ..articles import service
from ..articles.models import Article
from ..articles.rules import Column, Written


def post(editor: Account) -> None:
    """As if published over the weeks before now."""
    told = tomllib.loads((Path(__file__).parent / "articles.toml").read_text())["article"]
    topic: Article | None = None
    for one in sorted(told, key=lambda one: (one["column"] != Column.TOPICS, -one["days"])):
        column = Column(one["column"])
        written = Written(one["title"], source=one["source"], author=one.get("author", ""), body=one["body"].strip(), tags=tuple(one["tags"]))
        made = service.begin(column, written, editor)
        service.arrange(made, column, topic if one.get("topic") else None, one.get("pinned", False), one.get("recommended"), editor)
        service.publish(made, clock.now() - timedelta(days=one["days"]), "", editor)
        topic = topic or made
