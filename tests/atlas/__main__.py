"""`make atlas`: a picture of every screen, in every state and size, and contact sheets of them.

ONLY: parts or screens (`community`, `community.section`), SIZES and STATES: some of all; each with commas between. FOLDER: where to.
PICTURES (`make pictures`): the folder of those that the documents show, which are taken and nothing else.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

import pylopdf_fonts_zh_cn
from playwright.sync_api import sync_playwright

from tests.conftest import CACHE
from tests.support.clerk import BROWSERS
from tests.support.screens import Screen

from . import sheets
from .camera import SIZES, pictures
from .kept import KEPT, keep
from .portals import STATES, portals

# a sans serif as on an office machine, wherever the pictures are taken: the one that the portal prints with
FONTS = f"""<?xml version="1.0"?><fontconfig>
<dir>{Path(pylopdf_fonts_zh_cn.__file__).parent}</dir><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>"""


def main() -> None:
    only, sizes, states = _asked("ONLY", ()), _asked("SIZES", tuple(SIZES)), _asked("STATES", STATES)
    if shown := os.environ.get("PICTURES", ""):
        only, sizes, states = tuple(KEPT.values()), ("desk",), ("typical",)
    folder = Path(os.environ.get("FOLDER") or CACHE / "atlas")

    def wanted(screen: Screen) -> bool:
        return not only or screen.name in only or (not shown and any(screen.name.startswith(f"{one}.") for one in only))

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("本机没有 Chromium（apt install chromium）")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the portals are ended then, too
    taken = []
    with portals(states, _say) as looks, sync_playwright() as playwright, NamedTemporaryFile("w", suffix=".conf") as typefaces:
        typefaces.write(FONTS)
        typefaces.flush()
        environment = {**os.environ, "FONTCONFIG_FILE": typefaces.name}
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--lang=zh-CN"], env=environment)
        for look in looks:
            for picture in pictures(browser, look, sizes, wanted, folder):
                taken.append(picture)
                if len(taken) % 100 == 0:
                    _say(f"{len(taken)} 张……")
        browser.close()
    sheets.write(taken, folder)
    if shown:
        keep(taken, folder, Path(shown))
    _say(f"{len(taken)} 张，见 {folder / 'index.html'}")


def _asked(name: str, every: tuple[str, ...]) -> tuple[str, ...]:
    given = tuple(filter(None, os.environ.get(name, "").split(",")))
    if every and (unknown := set(given) - set(every)):
        sys.exit(f"{name}：没有 {'、'.join(sorted(unknown))}，可用 {'、'.join(every)}")
    return given or every


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
