"""`flask backup`, `flask backups`, `flask restore`, `flask check-files`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from ..storage import StorageAway, storage
from . import checking, service
from .manifest import BackupBroken, read
from .service import BackupFailed

EXISTING = click.Path(exists=True, file_okay=False, path_type=Path)


def _say(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r文件：{done} / {whole}　", nl=done >= whole, err=True)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@with_appcontext
def backup(folder: Path | None) -> None:
    """备份数据库、文件和密钥；平台可以照常运行。FOLDER 不写则用设置的备份目录。"""
    try:
        made = service.make(folder.absolute() if folder else service.folder(), _say)
    except BackupFailed as problem:
        raise click.ClickException(str(problem)) from None
    held = made.manifest
    click.echo(f"已备份到 {made.folder}：{len(held.files)} 个文件（新复制 {made.copied} 个），共 {_megabytes(held.size)}。")


@click.command("backups")
@click.argument("folder", type=EXISTING, required=False)
@with_appcontext
def backups(folder: Path | None) -> None:
    """列出已有的备份，新的在前。"""
    found = service.sets(folder or service.folder())
    for one in found:
        try:
            held = read(one)
        except BackupBroken as problem:
            click.echo(f"{one}　不能用：{problem}")
        else:
            click.echo(f"{one}　{len(held.files)} 个文件，共 {_megabytes(held.size)}")
    if not found:
        click.echo("还没有备份。")


@click.command("restore")
@click.argument("made", type=EXISTING)
@click.option("--check", is_flag=True, help="只核对备份，不恢复")
@click.option("--yes", is_flag=True, help="不再询问")
@with_appcontext
def restore(made: Path, check: bool, yes: bool) -> None:
    """从备份 MADE 恢复；先核对每个字节，现有的数据移到一旁，不删除。须先停止平台。"""
    data_dir = current_app.config["SETTINGS"].data_dir
    try:
        if check:
            held = service.verify(made, _say)
            click.echo(f"备份完好：{held.made_at:%Y-%m-%d %H:%M}，{len(held.files)} 个文件，共 {_megabytes(held.size)}。")
            return
        if not yes:
            click.confirm(f"将用 {made} 替换 {data_dir} 中的数据（现有的移到 before-restore-…）。平台已经停止了吗", abort=True)
        held = service.restore(made, data_dir, _say, storage().send)
    except (BackupBroken, BackupFailed) as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"已恢复到 {held.made_at:%Y-%m-%d %H:%M} 的样子：{len(held.files)} 个文件。{_what_next()}")


def _what_next() -> str:
    if not current_app.config["SETTINGS"].database_url:
        return "请执行 flask db upgrade，再启动平台。"
    return (
        "数据现在在数据目录的 SQLite 中。请准备一个空的 PostgreSQL 数据库，不设 CTE_DATABASE_URL 执行 flask db upgrade 和 flask move 新数据库的地址，"
        "再启动平台；急用时，不设 CTE_DATABASE_URL 也可以直接启动。"
    )


@click.command("check-files")
@click.option("--quarantine", is_flag=True, help="把没有用到的文件移到 quarantine 目录")
@with_appcontext
def check_files(quarantine: bool) -> None:
    """核对每个已上传的文件；缺失或损坏时以状态 1 结束。"""
    try:
        found = service.check_files(_say)
    except StorageAway as problem:
        raise click.ClickException(f"对象存储没有应答：{problem}") from None
    click.echo(f"{found.files} 个文件，缺失 {len(found.missing)} 个，损坏 {len(found.damaged)} 个，没有用到的 {len(found.orphans)} 个。")
    for sha256 in (*found.missing, *found.damaged):
        click.echo(f"  {'缺失' if sha256 in found.missing else '损坏'}：{sha256}")
    if found.orphans and quarantine:
        click.echo(f"没有用到的已移到 {checking.quarantine(storage(), found.orphans, current_app.config['SETTINGS'].data_dir)}。")
    if not found.sound:
        click.echo("请从备份的 files 目录取回这些文件。")
        sys.exit(1)
