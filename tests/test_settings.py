"""Settings are checked at start-up, and the message says which one to mend."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cte_portal import clock
from cte_portal.settings import Profile, SettingsError, from_environment

IN_SERVICE = {"CTE_PRODUCTION": "true", "CTE_BASE_URL": "https://portal.example.cn", "CTE_PROFILE": "national", "CTE_PROXIES": "1"}


def test_settings_come_from_the_environment_typed(tmp_path: Path) -> None:
    settings = from_environment({"CTE_DATA_DIR": str(tmp_path), "CTE_PROFILE": "national", "CTE_IDLE_MINUTES": "45", "HOME": "/"})
    assert (settings.profile, settings.idle_minutes, settings.data_dir) == (Profile.NATIONAL, 45, tmp_path)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"CTE_IDEL_MINUTES": "3"}, "不认识的设置项：CTE_IDEL_MINUTES"),
        ({"CTE_IDLE_MINUTES": "bald"}, "idle_minutes"),
        ({"CTE_PROFILE": "local"}, "profile"),
        ({"CTE_PRODUCTION": "true", "CTE_CLOCK": "+30d"}, "不能设置 CTE_CLOCK"),
        ({"CTE_PRODUCTION": "true", "CTE_SECRET_KEY": "short"}, "至少 32 个字符"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        from_environment({"CTE_DATA_DIR": str(tmp_path), **variables})


def test_the_secret_key_is_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    first = from_environment({"CTE_DATA_DIR": str(tmp_path)}).secret_key
    assert len(first) >= 32
    assert from_environment({"CTE_DATA_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_clock_that_is_no_time_stops_the_start() -> None:
    with pytest.raises(clock.ClockError, match="现在是“morgen”"):
        clock.configure("morgen")


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    settings = from_environment({"CTE_DATA_DIR": str(tmp_path), "CTE_IDLE_MINUTES": "", "CTE_UNKNOWN": "", "CTE_CLOCK": ""})
    assert settings.idle_minutes == 30 and settings.clock == ""


def test_everything_lies_in_the_data_folder_unless_said_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = from_environment({"CTE_DATA_DIR": "data"})
    assert here.data_dir == tmp_path / "data"
    assert (here.fonts, here.files) == (tmp_path / "data" / "fonts", tmp_path / "data" / "files")
    assert here.database == f"sqlite:///{tmp_path}/data/portal.sqlite3"
    there = from_environment({"CTE_DATA_DIR": "data", "CTE_DATABASE_URL": "postgresql://db/portal", "CTE_FONTS_DIR": "letters"})
    assert (there.database, there.fonts) == ("postgresql+psycopg://db/portal", tmp_path / "letters")


def test_a_given_secret_key_is_used_and_none_is_kept(tmp_path: Path) -> None:
    key = "k" * 32
    assert from_environment({"CTE_DATA_DIR": str(tmp_path / "new"), "CTE_SECRET_KEY": key, **IN_SERVICE}).secret_key == key
    assert not (tmp_path / "new").exists()


def test_portals_with_other_data_have_other_keys(tmp_path: Path) -> None:
    keys = {from_environment({"CTE_DATA_DIR": str(tmp_path / name)}).secret_key for name in ("a", "b")}
    assert len(keys) == 2


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: from_environment({"CTE_DATA_DIR": str(tmp_path)}).secret_key, range(40)))
    assert keys == {(tmp_path / "secret_key").read_text()}
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_production_alone_or_a_rehearsal_alone_is_accepted(tmp_path: Path) -> None:
    folder = {"CTE_DATA_DIR": str(tmp_path)}
    assert from_environment({**folder, **IN_SERVICE}).production
    assert from_environment({**folder, "CTE_PRODUCTION": "false", "CTE_CLOCK": "+30d"}).clock == "+30d"


WEAK = {
    "CTE_CLOCK": "+1d",
    "CTE_SECRET_KEY": "short",
    "CTE_BASE_URL": "http://portal.example.cn",
    "CTE_PASSWORD_COST": "1",
    "CTE_RATE_LIMITS": "false",
    "CTE_PROFILE": "provincial",
    "CTE_MAIL_TLS": "none",
}
MAIL = {"CTE_MAIL_SERVER": "mail.example.cn:25", "CTE_MAIL_FROM": "portal@example.cn"}


def test_production_refuses_weak_settings_with_all_that_is_to_be_mended(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        from_environment({"CTE_DATA_DIR": str(tmp_path), **IN_SERVICE, **MAIL, **WEAK})
    told = [*(name for name in WEAK if name != "CTE_PROFILE"), "CTE_PROVINCE"]
    assert all(name in str(refused.value) for name in told)
    for name, value in WEAK.items():
        with pytest.raises(SettingsError) as one:
            from_environment({"CTE_DATA_DIR": str(tmp_path), **IN_SERVICE, **MAIL, name: value})
        assert str(one.value).count("\n- ") == 1
