"""The operator's commands: `flask --app wsgi …`."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from . import measures
from .accounts import rules
from .accounts import service as accounts
from .accounts.models import Account, Authority, AuthorityLevel
from .admin import trail_head
from .admin.operation import health
from .articles.commands import article_commands
from .backup.commands import backup, backups, check_files, restore
from .catalogue.places import recommending_provinces
from .document import fonts
from .extensions import db
from .handover.commands import bundle_commands
from .jobs import jobs
from .moving.commands import move
from .priority import step_back
from .roles import AUTHORS, Role
from .statistics import service as statistics
from .transactions import transaction
from .upgrading import migrations

account_commands = AppGroup("accounts", help="账号")
audit_commands = AppGroup("audit", help="审计记录")
font_commands = AppGroup("fonts", help="打印用字体")
statistics_commands = AppGroup("statistics", help="申报进度统计")


def init_app(app: Flask) -> None:
    groups = (account_commands, article_commands, audit_commands, bundle_commands, font_commands, statistics_commands)
    for command in (*groups, backup, backups, check_files, restore, migrations, move, demo, welcome, worker):
        app.cli.add_command(command)


@click.command("demo")
@with_appcontext
def demo() -> None:
    """把演示数据写入一个全新的空数据库；已有数据时不做任何事。"""
    from .demo import loader

    if not loader.database_is_empty():
        click.echo("数据库中已有数据，不写入演示数据。")
        return
    loader.load(click.echo)


@click.command("welcome")
@with_appcontext
def welcome() -> None:
    """显示访问地址和演示账号。"""
    from .demo import loader

    click.echo(f"\n  访问地址：{current_app.config['SETTINGS'].base_url}\n")
    if found := loader.demonstration_accounts():
        click.echo(f"  演示账号（密码都是 {loader.PASSWORD}）：")
        for account in found:
            click.echo(f"    {account.email:<32}{account.role.label}  {account.name}")
    click.echo("\n  按 Ctrl-C 停止。\n")


@click.command("worker")
@click.option("--further", is_flag=True, help="多台主机时，第一台以外的：只处理任务，不发起定时任务")
@with_appcontext
def worker(further: bool) -> None:
    """处理后台任务（打印申报书等），直到被终止。"""
    step_back()
    health.beat()
    measures.serve(current_app._get_current_object(), health.in_numbers)  # type: ignore[attr-defined]
    jobs().work(unasked=not further)


@account_commands.command("create")
@click.option("--email", prompt="邮箱")
@click.option("--name", prompt="姓名")
@click.option("--role", prompt="角色", type=click.Choice([role.value for role in Role if role not in AUTHORS]))
@click.option("--province", default="", help="省级账号：六位省份代码")
@click.option("--city", default="", help="市级账号：六位城市代码，前四位加 00，如 320500")
@click.option("--authority", "authority_name", default="", help="市级账号：市教育局的名称，第一次建立该局的账号时填写")
@click.password_option("--password", prompt="密码", confirmation_prompt="再输一次密码")
@with_appcontext
def create(email: str, name: str, role: str, province: str, city: str, authority_name: str, password: str) -> None:
    """建立主管部门、编辑、管理员或审计员的账号。"""
    if problem := rules.password_problem(password, [name, email.partition("@")[0]]):
        raise click.ClickException(problem)
    if db.session.scalar(select(Account.id).where(Account.email == email.lower())):
        raise click.ClickException(f"{email} 已有账号")
    wanted = Role(role)
    with transaction():
        accounts.create_account(email, name, wanted, password, authority=_authority(wanted, province, city, authority_name))
    click.echo(f"已建立 {wanted.label}账号 {email}")


def _authority(role: Role, province: str, city: str, name: str) -> Authority | None:
    """The authority the officer belongs to; None for roles of the operator."""
    if role is Role.CITY_OFFICER:
        if problem := rules.city_code_problem(city):
            raise click.ClickException(problem)
        try:
            return accounts.city_bureau(city, name)
        except ValueError:
            raise click.ClickException("这是该局的第一个账号，请用 --authority 写明市教育局的名称") from None
    if role is Role.MINISTRY_OFFICER:
        return accounts.authority(AuthorityLevel.MINISTRY)
    if role is not Role.PROVINCE_OFFICER:
        return None
    if province not in recommending_provinces():
        raise click.ClickException("省级账号要用 --province 写明省份代码，如 320000")
    return accounts.authority(AuthorityLevel.PROVINCE, province)


@audit_commands.command("verify")
@with_appcontext
def verify() -> None:
    """核对整条审计记录链；有改动时以状态 1 结束。"""
    broken = trail_head.first_broken()
    if broken is not None:
        click.echo(f"审计记录从第 {broken} 条起与校验链不符。")
        sys.exit(1)
    click.echo("审计记录完整，没有被改动。")


@font_commands.command("prepare")
@with_appcontext
def prepare() -> None:
    """准备打印用的字体（每种约半分钟，只需一次）。"""
    fonts.prepare(current_app.config["SETTINGS"].fonts, click.echo)


@statistics_commands.command("verify")
@with_appcontext
def verify_statistics() -> None:
    """核对申报进度统计与办理记录是否一致；不一致时以状态 1 结束。"""
    if wrong := statistics.differences():
        click.echo(f"有 {wrong} 个数字与办理记录不一致，请运行 flask --app wsgi statistics recount 重新统计。")
        sys.exit(1)
    click.echo("申报进度统计与办理记录一致。")


@statistics_commands.command("recount")
@with_appcontext
def recount_statistics() -> None:
    """按办理记录重新统计（期间平台暂停保存，每万份申报约一秒）。"""
    statistics.recount()
    click.echo("已按办理记录重新统计。")
