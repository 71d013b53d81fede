"""Runs the migrations on the database of the running application."""

from alembic import context
from flask import current_app

from cte_portal.extensions import Moment

migrate = current_app.extensions["migrate"]


def as_written(kind, thing, autogenerating):
    """A migration stands by itself: it names the column type of the database, not a class that may change."""
    return "sa.DateTime()" if kind == "type" and isinstance(thing, Moment) else False


def of_the_models(name, kind, parents):
    """The full-text indexes and the tables they keep for themselves are made by hand."""
    return not (kind == "table" and "_grams" in name)


def without_foreign_keys(connection, on):
    """SQLite makes a changed table anew: what refers to it must not stand in the way meanwhile. Set between transactions."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'OFF' if on else 'ON'}")


def must_be_whole(connection):
    """Nothing refers to what is not there, before the migration is kept."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not broken, f"foreign keys lead nowhere: {broken[:5]}"


with migrate.db.engine.connect() as connection:
    without_foreign_keys(connection, True)
    try:
        context.configure(
            connection=connection, target_metadata=migrate.db.metadata, render_item=as_written, include_name=of_the_models, **migrate.configure_args
        )
        with context.begin_transaction():
            context.run_migrations()
            must_be_whole(connection)
    finally:
        without_foreign_keys(connection, False)
