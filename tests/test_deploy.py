"""What the installer puts in place fits the portal; that it installs is tried on a bare Debian (docs/handbook.zh.md)."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cte_portal.settings import Profile, Settings, from_environment

pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"


def told(profile: str, province: str) -> dict[str, str]:
    """The settings that the installer writes."""
    text = (DEPLOY / "portal.env").read_text(encoding="utf-8")
    for place, value in (("@DOMAIN@", "portal.example.cn"), ("@PROFILE@", profile), ("@PROVINCE@", province)):
        text = text.replace(place, value)
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


@pytest.mark.parametrize(("profile", "province"), [("provincial", "320000"), ("national", "")])
def test_the_installer_s_settings_start_the_portal_in_service(profile: str, province: str, tmp_path: Path) -> None:
    settings = from_environment({**told(profile, province), "CTE_DATA_DIR": str(tmp_path)})
    assert settings.production and settings.proxies == 1 and settings.base_url == "https://portal.example.cn"
    assert settings.profile is Profile(profile) and settings.province == province
    assert settings.asks_second_factor and settings.logs_json


def test_every_setting_that_is_offered_exists() -> None:
    offered = set(re.findall(r"^#?CTE_(\w+)=", (DEPLOY / "portal.env").read_text(encoding="utf-8"), re.M))
    assert {name.lower() for name in offered} <= set(Settings.__struct_fields__)


def test_every_setting_that_the_documents_name_exists() -> None:
    texts = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *DEPLOY.rglob("*.*")]
    named = {name.lower() for text in texts if text.is_file() for name in re.findall(r"CTE_([A-Z][A-Z_]*[A-Z])", text.read_text(encoding="utf-8"))}
    assert named - {"test_database"} <= set(Settings.__struct_fields__)


@pytest.mark.parametrize(
    "script", [DEPLOY / "install.sh", ROOT / "scripts/make-offline", ROOT / "scripts/install-for-tests", ROOT / ".ci/run"], ids=lambda file: file.name
)
def test_scripts_are_whole(script: Path) -> None:
    subprocess.run(["sh", "-n", script], check=True)
    assert os.access(script, os.X_OK)


def test_the_web_unit_s_command_is_one_that_gunicorn_takes(tmp_path: Path) -> None:
    unit = (DEPLOY / "systemd/cte-portal-web.service").read_text(encoding="utf-8")
    found = re.search(r"^ExecStart=\S+/gunicorn (.*)$", unit, re.M)
    assert found
    arguments = shlex.split(found[1].replace("${WEB_WORKERS}", "2"))
    environment = {**os.environ, "CTE_DATA_DIR": str(tmp_path), "CTE_SECRET_KEY": "k" * 40}
    subprocess.run([sys.executable, "-m", "gunicorn", "--check-config", *arguments], check=True, env=environment, cwd=ROOT, capture_output=True)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_unit_may_write_only_what_is_the_portal_s(name: str) -> None:
    unit = (DEPLOY / f"systemd/cte-portal-{name}.service").read_text(encoding="utf-8").splitlines()
    assert {"User=cte-portal", "ProtectSystem=strict", "NoNewPrivileges=true", "CapabilityBoundingSet=", "ProtectHome=true"} <= set(unit)
    assert [line for line in unit if line.startswith("ReadWritePaths=")] == ["ReadWritePaths=/var/backups/cte-portal"]


def test_the_proxy_takes_no_visitor_s_word_on_where_he_comes_from() -> None:
    proxy = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in proxy and "$proxy_add_x_forwarded_for" not in proxy
    assert proxy.count("access_log off;") == 2 and "ssl_protocols TLSv1.2 TLSv1.3;" in proxy and "listen [::]:443" in proxy


def test_every_test_that_the_documents_point_to_exists() -> None:
    names = {name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)}
    for document in (ROOT / "docs").rglob("*.md"):
        text = document.read_text(encoding="utf-8")
        for path in re.findall(r"`(tests/[\w/]+(?:\.py)?)`", text):
            assert (ROOT / path).exists(), f"{document.name}: {path}"
        for name in re.findall(r"`(test_[a-z_0-9]+)`", text):
            assert name in names, f"{document.name}: {name}"


def test_what_the_kernel_is_told_is_told_at_every_start_and_refused_by_none() -> None:
    told = [line for line in (DEPLOY / "sysctl.conf").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert told == ["-kernel.sched_autogroup_enabled = 0"], "with a minus: a kernel that does not know it goes on"
    assert "/etc/sysctl.d/" in (DEPLOY / "install.sh").read_text(encoding="utf-8")
