"""Whether all is well: what is looked at, what was found, what to do."""

from __future__ import annotations

import os
import shutil
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, text

from ... import clock, mail
from ...backup import manifest
from ...backup import service as backup
from ...document import fonts
from ...extensions import db
from ...jobs import jobs
from ...named import Named
from ...settings import Settings
from ...storage import StorageAway, storage
from ...uploads import virus
from ...uploads.models import StoredFile
from .models import FailedJob

BEAT = "worker.beat"
SILENT = 15 * 60  # seconds without a beat after which the worker is taken for dead
MANY = 200  # jobs waiting
SECONDS = 5  # that the mail server may take
SAMPLE = "𬭎䶮𬴂㭎𫖯龘"  # rare characters that names hold


class Level(Named):
    WELL = "well", "正常", "green"
    WATCH = "watch", "留意", "amber"
    BAD = "bad", "有问题", "red"


@dataclass(frozen=True)
class Looked:
    what: str
    level: Level
    found: str
    advice: str = ""


def beat() -> None:
    """Job: the worker says that it is alive."""
    (_settings().data_dir / BEAT).touch()


def look() -> list[Looked]:
    """Everything, in the order in which it hurts."""
    checks: tuple[Callable[[], Looked], ...] = (_database, _storage, _viruses, _disk, _backup, _worker, _failed, _fonts, _mail, _clock)
    return [check() for check in checks]


def in_numbers() -> dict[str, float]:
    """What is watched from outside, beside requests and jobs: level 0 well, 1 to watch, 2 bad."""
    told = {"portal_failed_jobs": float(db.session.scalar(select(func.count()).select_from(FailedJob)) or 0)}
    for name, check in (("database", _database), ("storage", _storage), ("disk", _disk), ("backup", _backup), ("worker", _worker)):
        told[f"portal_{name}_level"] = float(list(Level).index(check().level))
    return told


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def _database() -> Looked:
    begun = time.perf_counter()
    db.session.execute(text("SELECT 1"))
    milliseconds = (time.perf_counter() - begun) * 1000
    kind = db.session.get_bind().dialect.name
    if kind != "sqlite":
        return Looked("数据库", Level.WELL, f"{kind}，应答 {milliseconds:.1f} 毫秒")
    file = Path(str(db.engine.url.database))
    size = file.stat().st_size / 2**20
    sound = db.session.execute(text("PRAGMA quick_check(1)")).scalar() if size < 2000 else "ok"
    if sound != "ok":
        return Looked("数据库", Level.BAD, f"SQLite 检查发现：{sound}", "请停止平台，用最近的备份恢复。")
    return Looked("数据库", Level.WELL, f"SQLite，{size:,.0f} MB，应答 {milliseconds:.1f} 毫秒，检查无误")


def _storage() -> Looked:
    folder = _settings().files
    try:
        storage().ready()
    except OSError as problem:
        return Looked("文件存储", Level.BAD, f"不能写入 {folder}：{problem.strerror}", "请检查目录的权限和磁盘。")
    except StorageAway as problem:
        current_app.logger.error("the object store does not answer: %s", problem)
        return Looked("文件存储", Level.BAD, "对象存储没有应答，原因在日志里", "请检查 CTE_STORAGE_URL、密钥和网络；恢复以前不能上传。")
    count, size = db.session.execute(select(func.count(), func.coalesce(func.sum(StoredFile.size), 0)).select_from(StoredFile)).one()
    return Looked("文件存储", Level.WELL, f"{count:,} 个文件，{size / 2**20:,.0f} MB，可以写入")


def _viruses() -> Looked:
    if not _settings().clamd:
        return Looked("病毒检查", Level.WATCH, "没有设置 ClamAV", "建议安装 clamav-daemon 并设置 CTE_CLAMD，上传的文件先检查再保存。")
    try:
        return Looked("病毒检查", Level.WELL, virus.version())
    except virus.ScannerAway as problem:
        current_app.logger.error("the virus scanner does not answer: %s", problem)
        return Looked("病毒检查", Level.BAD, "ClamAV 没有应答，原因在日志里", "请启动 clamav-daemon；恢复以前不能上传文件。")


def _disk() -> Looked:
    usage = shutil.disk_usage(_settings().data_dir)
    free = usage.free / 2**30
    found = f"剩余 {free:,.1f} GB，共 {usage.total / 2**30:,.0f} GB"
    if free < 1:
        return Looked("磁盘", Level.BAD, found, "请尽快清理或扩容：空间用尽后不能保存。")
    return Looked("磁盘", Level.WATCH if free < 5 else Level.WELL, found, "建议清理或扩容。" if free < 5 else "")


def _backup() -> Looked:
    """A night without one is noticed the next afternoon."""
    settings = _settings()
    if not settings.backups_kept:
        return Looked("备份", Level.WATCH, "平台不做每夜备份", "请确认数据库和数据目录另有备份，并定期试着恢复。")
    last = backup.newest()
    if last is None:
        return Looked("备份", Level.WATCH, "还没有备份", f"每天凌晨自动备份到 {backup.folder()}；也可以现在执行 flask backup。")
    try:
        made = manifest.read(last)
    except manifest.BackupBroken as problem:
        return Looked("备份", Level.BAD, str(problem), "请重新备份。")
    found = f"最近一次 {made.made_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}，{len(made.files):,} 个文件，{made.size / 2**20:,.0f} MB"
    if clock.now() - made.made_at > timedelta(hours=36):
        return Looked("备份", Level.BAD, found, "一天多没有备份成功，请到“后台任务”查看原因。")
    if last.stat().st_dev == settings.data_dir.stat().st_dev:
        return Looked("备份", Level.WATCH, found, "备份与数据在同一块磁盘上，磁盘坏了会一起丢失。请用 CTE_BACKUP_DIR 指定另一块磁盘。")
    return Looked("备份", Level.WELL, found)


def _worker() -> Looked:
    waiting = jobs().waiting()
    file = _settings().data_dir / BEAT
    seen = file.stat().st_mtime if file.exists() else None
    if seen is None or time.time() - seen > SILENT:
        last = datetime.fromtimestamp(seen, clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if seen else "没有过"
        return Looked(
            "后台进程",
            Level.BAD,
            f"最近一次运行：{last}；排队 {waiting} 项",
            "请在服务器上启动后台进程（worker）：不运行时不打印、不检查扫描件、不发信。",
        )
    if waiting > MANY:
        return Looked("后台进程", Level.WATCH, f"运行中，排队 {waiting} 项", "排队较多，请留意是否逐渐减少。")
    return Looked("后台进程", Level.WELL, f"运行中，排队 {waiting} 项")


def _failed() -> Looked:
    count = db.session.scalar(select(func.count()).select_from(FailedJob)) or 0
    return Looked("后台任务", Level.WATCH if count else Level.WELL, f"{count} 项没有办成", "请到“后台任务”查看原因，处理后重试。" if count else "")


def _fonts() -> Looked:
    try:
        chain = fonts.load(_settings().fonts)
    except fonts.FontsMissing as problem:
        return Looked("打印字体", Level.BAD, str(problem), "申报书不能打印，请重新安装。")
    missing = "".join(chain.unprintable(SAMPLE))
    if missing:
        return Looked("打印字体", Level.WATCH, f"缺少生僻字：{missing}", f"请安装系统软件包 {fonts.RARE_FONTS_PACKAGE}，部分人名、地名才能印出。")
    return Looked("打印字体", Level.WELL, "正文、标题、生僻字字体齐全")


def _mail() -> Looked:
    if not mail.configured():
        return Looked("邮件", Level.WATCH, "没有设置邮件服务器", "邀请、提醒只在平台内显示，链接由人转交。")
    host, _, port = _settings().mail_server.rpartition(":")
    try:
        with smtplib.SMTP(host, int(port), timeout=SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        return Looked("邮件", Level.BAD, f"连不上 {host}:{port}（{problem}）", "请检查邮件服务器和网络；信件会自动再发，持续一小时。")
    return Looked("邮件", Level.WELL, f"{host}:{port} 可以连接")


def _clock() -> Looked:
    real, ours = datetime.now(UTC), clock.now()
    if abs((ours - real).total_seconds()) > 1:
        return Looked("时钟", Level.WATCH, f"演练时间 {ours:%Y-%m-%d %H:%M}", "正式运行前请去掉 CTE_CLOCK。")
    synchronised = Path("/run/systemd/timesync/synchronized").exists() or os.path.exists("/run/chrony")
    return Looked("时钟", Level.WELL, f"{ours:%Y-%m-%d %H:%M:%S}（北京时间）{'，已与时间服务器同步' if synchronised else ''}")
