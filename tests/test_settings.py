"""Settings are checked at start-up, and the message says which one to mend."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from cte_portal import clock
from cte_portal.settings import Profile, SettingsError, from_environment


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
