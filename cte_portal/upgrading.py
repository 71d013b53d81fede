"""`flask db`: the tables brought to this version of the portal, by Alembic, which only those who ask for it load."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from .extensions import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def bind() -> None:
    """Tell Alembic of the running application's database."""
    from flask_migrate import Migrate

    Migrate().init_app(current_app, db, directory=str(MIGRATIONS), render_as_batch=True)


def upgrade() -> None:
    """The running application's database has the tables of this version."""
    import flask_migrate

    bind()
    flask_migrate.upgrade()


@click.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@with_appcontext
def migrations(words: tuple[str, ...]) -> None:
    """数据库结构：db upgrade 升级到本版本的，db --help 列出其余。"""
    from flask_migrate.cli import db as group

    bind()
    group.main(args=list(words), prog_name="flask db")
