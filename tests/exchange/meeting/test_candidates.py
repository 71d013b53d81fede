"""Candidates are found by index: nothing of the table is looked through, whatever an entry says of itself."""

from __future__ import annotations

from flask import Flask

from cte_portal.exchange.meeting import candidates
from cte_portal.exchange.models import PublishedEntry
from cte_portal.exchange.rules import Table
from cte_portal.extensions import db
from tests.support.database import reads_whole


def test_no_way_to_be_alike_reads_the_whole_table(app: Flask) -> None:
    with app.app_context():
        dialect = db.engine.dialect
        for table in Table:
            entry = PublishedEntry(table=table, title="数控设备维修技师", profession="数控技术", profession_code="460103", field="机器视觉")
            for _, way in candidates._ways(entry):
                said = str(way.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
                assert not reads_whole(said, "published_entry"), said
