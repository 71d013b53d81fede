"""`flask move`."""

from __future__ import annotations

import click
import msgspec
from flask import current_app
from flask.cli import with_appcontext

from ..settings import Settings, SettingsError, check
from ..storage import StorageAway
from ..transfer import service as transfer
from ..transfer.service import NotCopied
from . import service
from .service import NotMoved


@click.command("move")
@click.argument("database_url")
@click.option("--storage-url", default="", help="对象存储；不写则文件留在原来的目录。密钥用 CTE_STORAGE_KEY、CTE_STORAGE_SECRET 设置")
@with_appcontext
def move(database_url: str, storage_url: str) -> None:
    """从 SQLite 搬到空的 PostgreSQL（DATABASE_URL），文件搬到对象存储，并逐行、逐个文件核对。须先停止平台。"""
    held: Settings = current_app.config["SETTINGS"]
    try:
        target = check(msgspec.structs.replace(held, database_url=database_url, storage_url=storage_url))
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo("在目标数据库建表……")
    try:
        transfer.make_tables(target)
        moved = service.move(target, click.echo)
    except (NotMoved, NotCopied) as problem:
        raise click.ClickException(str(problem)) from None
    except StorageAway as problem:
        raise click.ClickException(f"对象存储没有应答：{problem}") from None
    click.echo(f"搬好了：{moved.tables} 张表，{moved.rows} 行，{moved.files} 个文件；全部内容的校验值 {moved.sha256}。")
    also = f"、CTE_STORAGE_URL={storage_url}" if storage_url else ""
    click.echo(f"请设置 CTE_DATABASE_URL={_without_password(database_url)}{also}，再启动平台。原来的数据没有改动，确认无误后再处理。")


def _without_password(address: str) -> str:
    before, at, after = address.rpartition("@")
    user = before.rpartition(":")[0] if before.count(":") > 1 else before
    return f"{user}:…@{after}" if at and user != before else address
