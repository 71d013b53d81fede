"""what PostgreSQL needs that SQLite has since the beginning: the tables of tokens, and entries that stay as they are"""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

GRAMS = ("application_grams", "entry_grams", "article_grams")
KEYS = (  # between tables that refer to each other
    ("application", "version_id", "application_version"),
    ("article", "published_version_id", "article_version"),
)
FINAL = ("application_version", "audit_entry", "transition")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column, referred in KEYS:
        op.create_foreign_key(op.f(f"fk_{table}_{column}_{referred}"), table, referred, [column], ["id"])
    for name in GRAMS:
        op.execute(f"CREATE TABLE {name} (id INTEGER CONSTRAINT pk_{name} PRIMARY KEY, grams TSVECTOR NOT NULL)")
        op.execute(f"CREATE INDEX ix_{name}_grams ON {name} USING gin (grams)")
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME; END $$"
    )
    for table in FINAL:
        op.execute(f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in FINAL:
        for name in ("final", "never_emptied"):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    for table, column, referred in KEYS:
        op.drop_constraint(op.f(f"fk_{table}_{column}_{referred}"), table, type_="foreignkey")
    for name in GRAMS:
        op.execute(f"DROP TABLE {name}")
