"""Every setting of the portal: typed, documented, from CTE_… environment variables, checked at start-up."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from .windows import Calendar, UnfitDays, calendar_from

HERE = ("127.0.0.1", "localhost", "::1")  # this machine
STORES = r"https?://[^/@]+(/[a-z0-9][a-z0-9.-]+/?)?|file:///.+"
DAEMONS = r"/.+|\S+:\d+"


class Profile(StrEnum):
    """Who works in this installation (see docs/architecture.md)."""

    PROVINCIAL = "provincial"
    NATIONAL = "national"


class MailTls(StrEnum):
    """How the connection to the mail server is kept secret."""

    NONE = "none"  # not at all: a server on the same machine only
    STARTTLS = "starttls"
    TLS = "tls"


class SettingsError(Exception):
    """The portal cannot start with these settings; the message says which and why."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One attribute a variable: `data_dir` is CTE_DATA_DIR. Paths are made absolute."""

    data_dir: Path = Path("instance")  # database, files, fonts, secret key
    database_url: str = ""  # postgresql://…, version 15 or newer; empty: SQLite in data_dir
    storage_url: str = ""  # an S3-compatible store: https://endpoint/bucket, or https://bucket.endpoint; empty: a folder in data_dir
    storage_key: str = ""  # access key of that store
    storage_secret: str = ""
    storage_region: str = "us-east-1"
    storage_cache_gb: int = 20  # GiB of files that were used lately and lie in data_dir too
    redis_url: str = ""  # redis://…: jobs and rate limits for several web hosts; empty: a file, and each process for itself
    clamd: str = ""  # socket (/run/clamav/clamd.ctl) or host:port of a ClamAV daemon that looks at every upload; empty: none
    fonts_dir: str = ""  # empty: data_dir/fonts
    secret_key: str = ""  # empty: made once and kept in data_dir/secret_key
    production: bool = False  # the portal runs for real: no fixed clock, cookies over HTTPS only
    profile: Profile = Profile.PROVINCIAL
    province: str = ""  # the province of a provincial installation, six digits
    clock: str = ""  # fixed (2026-10-31T23:59:59) or shifted (+30d, -2h) time, for rehearsals only
    editions_dir: str = ""  # empty: the editions that come with the portal
    idle_minutes: int = 30  # a session ends after so long without a request
    session_hours: int = 12  # and in any case so long after signing in
    holidays_file: str = ""  # public holidays for counting working days; empty: those that come with the portal
    reminder_days: str = "30,7,1"  # days before a deadline on which those who have not submitted are reminded; empty: never
    windows: str = ""  # other days than the guide's: filing 2027-02-01 2027-10-15; collection 2027-11-08 2027-12-20
    grace_minutes: int = 0  # after the end, for those whose stamped scan was uploaded before it; an authority that lets them sets it
    correction_days: int = 10  # time to correct after a return, unless the officer says otherwise
    first_year_duties: bool = False  # a community owes the yearly duties of the year it was recognised in, as far as they fall due later
    waiting_days: int = 15  # an application that waits longer is marked as overdue in the officers' queue
    ministry_sees_phones: bool = False  # in exports; a province sees the phones of its own
    second_factor: bool | None = None  # authorities and the operator's people sign in with codes too; not said: in production
    password_days: int = 0  # a password older than this is changed before anything else; 0: never
    password_cost: int = 3  # passes of argon2id
    password_memory: int = 65536  # KiB of each
    address_failures: int = 20  # wrong passwords from one network address within ten minutes that lock it for ten; a whole office may share one
    proxies: int = 0  # reverse proxies in front, whose word on the visitor's address is taken
    rate_limits: bool = True
    second_editor: bool = False  # an article is published by another editor than the one who wrote it
    site_name: str = "行业产教融合共同体申报管理平台"
    site_operator: str = ""
    site_contact: str = ""
    site_icp: str = ""
    site_police: str = ""
    site_code: str = ""
    mail_server: str = ""  # host:port of an SMTP server; empty: no mail, links are handed over by people
    mail_from: str = ""  # the address letters come from
    mail_user: str = ""  # empty: no signing in to the mail server
    mail_password: str = ""
    mail_tls: MailTls = MailTls.STARTTLS
    log_json: bool | None = None  # one JSON object a line; not said: in production
    metrics: str = ""  # host:port on which the worker tells Prometheus how it goes, such as 127.0.0.1:9464; empty: nowhere
    trail_heads_file: str = ""  # where the trail's newest hash is noted every night; empty: data_dir/trail_heads.tsv; better elsewhere
    trail_heads_mail: str = ""  # an address that gets it by mail; empty: none
    backup_dir: str = ""  # empty: data_dir/backups; better on another disk
    backups_kept: int = 14  # nightly backups; older ones go. 0: no nightly backup
    spare_disk_gb: int = 2  # GiB of the data folder's disk that uploads of handover bundles leave free
    letters: dict[str, str] = {}  # how letters are worded, by the name of their template; changed on the portal only
    site_links: str = ""  # recommended links, one a line: name and address
    banner: str = ""  # shown at the top of every page
    read_only: bool = False  # nothing can be saved; reading goes on
    base_url: str = "http://127.0.0.1:8000"  # how the portal is reached, printed in QR codes and in links

    @property
    def asks_second_factor(self) -> bool:
        return self.production if self.second_factor is None else self.second_factor

    @property
    def logs_json(self) -> bool:
        return self.production if self.log_json is None else self.log_json

    @property
    def calendar(self) -> Calendar:
        return calendar_from(self.windows)

    @property
    def recommended_links(self) -> list[tuple[str, str]]:
        """Name and address of each."""
        return [_link(line) for line in self.site_links.splitlines() if line.strip()]

    @property
    def fonts(self) -> Path:
        return Path(self.fonts_dir).absolute() if self.fonts_dir else self.data_dir / "fonts"

    @property
    def files(self) -> Path:
        return self.data_dir / "files"

    @property
    def database(self) -> str:
        """As SQLAlchemy is told it: with the driver."""
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", self.database_url) or f"sqlite:///{self.data_dir / 'portal.sqlite3'}"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the CTE_… variables.

    Raises:
        SettingsError: a variable has a value of the wrong kind, is unknown, or does not fit the others.
    """
    known = {f"CTE_{name.upper()}": name for name in Settings.__struct_fields__ if name != "letters"}
    given = {name: value for name, value in environment.items() if name.startswith("CTE_") and value != ""}
    if unknown := sorted(set(given) - set(known)):
        raise SettingsError(f"不认识的设置项：{'、'.join(unknown)}")
    try:
        settings = msgspec.convert({known[name]: value for name, value in given.items()}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsError(f"设置项的值不对：{error}") from None
    settings = msgspec.structs.replace(settings, data_dir=settings.data_dir.absolute())
    return check(settings)


def check(settings: Settings) -> Settings:
    """The settings with a secret key; one is made and kept when none was given.

    Raises:
        SettingsError: they contradict each other.
    """
    if settings.production and (weak := list(_weak(settings))):
        raise SettingsError("正式运行（CTE_PRODUCTION）以前，请改好这些设置：\n" + "\n".join(f"- {one}" for one in weak))
    _check_mail(settings)
    if settings.storage_url and not re.fullmatch(STORES, settings.storage_url):
        raise SettingsError("CTE_STORAGE_URL 应为“https://服务地址/存储桶”；密钥用 CTE_STORAGE_KEY 和 CTE_STORAGE_SECRET 设置")
    if settings.metrics and not re.fullmatch(r"[^\s:]+:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5}", settings.metrics):
        raise SettingsError("CTE_METRICS 应为“主机:端口”，如 127.0.0.1:9464")
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError("CTE_REDIS_URL 应以 redis:// 开头")
    if settings.clamd and not re.fullmatch(DAEMONS, settings.clamd):
        raise SettingsError("CTE_CLAMD 应为 ClamAV 的套接字文件或“主机:端口”，如 /run/clamav/clamd.ctl")
    if not settings.database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError("CTE_DATABASE_URL 应以 postgresql:// 开头；不设置则使用平台自带的 SQLite")
    if not all(day.strip().isdecimal() for day in settings.reminder_days.split(",") if day.strip()):
        raise SettingsError("CTE_REMINDER_DAYS 应为用逗号隔开的天数，如 30,7,1")
    _ = settings.recommended_links
    try:
        calendar_from(settings.windows)
    except UnfitDays as problem:
        raise SettingsError(f"CTE_WINDOWS：{problem}") from None
    if settings.secret_key:
        return settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return msgspec.structs.replace(settings, secret_key=_kept_key(settings.data_dir / "secret_key"))


def _weak(settings: Settings) -> Iterator[str]:
    """What an installation in service must not have, all at once, each with what to do."""
    address = urlsplit(settings.base_url)
    if settings.clock:
        yield "不能设置 CTE_CLOCK：平台要用真实的时间"
    if settings.secret_key and len(settings.secret_key) < 32:
        yield "CTE_SECRET_KEY 至少 32 个字符；不设置则由平台生成并保存"
    if address.scheme != "https" or address.hostname in (None, *HERE):
        yield f"CTE_BASE_URL 应为用户访问的 https 网址，现在是“{settings.base_url}”"
    if settings.profile is Profile.PROVINCIAL and not re.fullmatch(r"[1-9][0-9]0000", settings.province):
        yield "省级平台要用 CTE_PROVINCE 写明六位省份代码，如 320000；全国平台设置 CTE_PROFILE=national"
    if settings.password_cost < 2 or settings.password_memory < 19_456:
        yield "CTE_PASSWORD_COST 至少 2，CTE_PASSWORD_MEMORY 至少 19456"
    if settings.proxies < 1:
        yield "CTE_PROXIES 应为平台前面反向代理的层数，一般为 1：否则所有人的网络地址都一样，限速和锁定会误伤"
    if not 5 <= settings.address_failures <= 1000:
        yield "CTE_ADDRESS_FAILURES 应在 5 到 1000 之间"
    if not settings.rate_limits:
        yield "不能关闭 CTE_RATE_LIMITS：它限制猜密码和滥用"
    if settings.mail_tls is MailTls.NONE and settings.mail_server.rpartition(":")[0] not in ("", *HERE):
        yield "CTE_MAIL_TLS 为 none 时，邮件服务器只能在本机"


def _link(line: str) -> tuple[str, str]:
    name, _, address = line.strip().rpartition(" ")
    if not name.strip() or not re.fullmatch(r"https?://[^\s<>\"']+", address):
        raise SettingsError(f"CTE_SITE_LINKS 每行应为“名称 网址”，现在是“{line.strip()[:60]}”")
    return name.strip(), address


def _check_mail(settings: Settings) -> None:
    if not settings.mail_server:
        return
    host, _, port = settings.mail_server.rpartition(":")
    if not host or not port.isdecimal():
        raise SettingsError(f"CTE_MAIL_SERVER 应为“主机:端口”，如 smtp.example.cn:587，现在是“{settings.mail_server}”")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", settings.mail_from):
        raise SettingsError("设置了 CTE_MAIL_SERVER 时，CTE_MAIL_FROM 应为发件邮箱地址")


def _kept_key(file: Path) -> str:
    """The key in the file; made at the first start, whole or not at all, the same for all processes that start together."""
    if not file.exists():
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=file.name) as fresh:  # only the owner may read it
            fresh.write(secrets.token_urlsafe(48))
            fresh.flush()
            os.fsync(fresh.fileno())
            with suppress(FileExistsError):
                os.link(fresh.name, file)
    return file.read_text()


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)
