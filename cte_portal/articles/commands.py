"""`flask articles`: a folder of Markdown files taken in."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from ..accounts.models import Account
from ..extensions import db
from ..roles import Role
from .importing import OnDisk, take_in
from .rules import Column

article_commands = AppGroup("articles", help="文章")


@article_commands.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", "email", required=True, help="以哪个内容编辑的名义（邮箱）")
@click.option("--column", type=click.Choice([one.value for one in Column]), default=Column.NEWS.value, help="文件里没有写明栏目的放在哪里")
@click.option("--publish", is_flag=True, help="按文件里的日期直接发布；否则都是草稿")
def import_folder(folder: Path, email: str, column: str, publish: bool) -> None:
    """把文件夹里的 Markdown 文件（.md）和它们引用的图片、附件导入为文章。"""
    by = db.session.scalar(select(Account).filter_by(email=email, role=Role.EDITOR))
    if by is None:
        click.echo(f"没有邮箱为 {email} 的内容编辑账号。", err=True)
        sys.exit(1)
    for taken in take_in(OnDisk(folder), Column(column), by, publish=publish):
        state = taken.article.state.label if taken.article else "没有导入"
        click.echo(f"{state}  {taken.path}  {''.join(taken.problems)}".rstrip())
