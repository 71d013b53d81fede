"""`flask bundle …`: make, check and take in bundles, and say whom to trust, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from ..catalogue.places import recommending_provinces
from ..web.editions import editions
from . import checking, keys, queries, reading
from .gathering import NotComplete
from .models import ImportState
from .service import exporting, importing, trusting


@with_appcontext
def _as_running() -> None:
    """With the settings and editions that were changed on the portal."""
    current_app.extensions["running_settings"].refresh(current_app)


bundle_commands = AppGroup("bundle", help="交接包", callback=_as_running)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


def _say(part: int, whole: int, doing: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{doing}：{part} / {whole}　", nl=part >= whole, err=True)


@bundle_commands.command("key")
@with_appcontext
def key() -> None:
    """显示本平台的公钥和指纹，交给接收方核对。"""
    public = keys.own(current_app.config["SETTINGS"].data_dir).public_key()
    click.echo(keys.as_text(public), nl=False)
    click.echo(f"指纹：{keys.grouped(keys.fingerprint(public))}")


@bundle_commands.command("trust")
@click.argument("file", type=EXISTING)
@click.option("--name", prompt="名称（对方单位）")
@click.option("--province", default="", help="只接收这个省份的批次：六位省份代码；不写则不限")
@with_appcontext
def trust(file: Path, name: str, province: str) -> None:
    """信任另一个平台的公钥（PEM 文件）。"""
    if province and province not in recommending_provinces():
        raise click.ClickException(f"没有省份代码 {province}")
    try:
        text = file.read_bytes()[: keys.LONGEST].decode("ascii", "replace")
        found = trusting.trust(text, name.strip()[:100], province or None, None)
    except trusting.KeyRefused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"已信任“{found.name}”，指纹：{found.shown_fingerprint}")


@bundle_commands.command("export")
@click.argument("number")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export(number: str, file: Path) -> None:
    """把批次 NUMBER 的交接包写到 FILE。"""
    batch = queries.batch_by_number(number)
    if batch is None:
        raise click.ClickException(f"没有批次 {number}")
    try:
        size = exporting.write(exporting.fixed(batch, None, _say), file, _say)
    except (NotComplete, exporting.NotSent) as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"已写入 {file}，共 {size} 字节。签名密钥指纹：{keys.grouped(exporting.own_fingerprint())}")


@bundle_commands.command("verify")
@click.argument("file", type=EXISTING)
@with_appcontext
def verify(file: Path) -> None:
    """检查交接包，不导入；有问题时逐个文件列出，以状态 1 结束。"""
    known = checking.Known()
    try:
        with checking.staged(queries.incoming_folder()) as staging:
            with checking.opened(file) as archive:
                manifest = checking.check_seal(archive, importing.find_key, known)
                checking.check_contents(archive, manifest, editions(), staging, _say)
            bundle = reading.read_papers(manifest, editions(), staging)
    except checking.BundleRefused as refused:
        _tell([[one.path, one.text] for one in refused.problems])
    click.echo(f"交接包完好：批次 {bundle.batch.number}，{len(bundle.applications)} 份申报，由“{known.trusted.name if known.trusted else ''}”签名。")


@bundle_commands.command("import")
@click.argument("file", type=EXISTING)
@with_appcontext
def take_in(file: Path) -> None:
    """检查交接包并导入；有问题时什么也不写入，逐个文件列出，以状态 1 结束。"""
    record = importing.take_in_at_once(file, _say)
    if record.state is ImportState.REFUSED:
        _tell(record.problems)
    click.echo(importing.outcome(record))


def _tell(problems: list[list[str]]) -> None:
    click.echo("交接包没有通过检查：", err=True)
    for path, text in problems:
        click.echo(f"  {path}：{text}" if path else f"  {text}", err=True)
    sys.exit(1)
