"""What a screen reader is told: names, roles and descriptions of three screens, as the browser's accessibility tree has them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.clerk import Clerk
from tests.support.main_screens import Screen, each_open, put_screens

from .conftest import RunningPortal

pytestmark = pytest.mark.browser
SIGN_IN = """
- main:
  - heading "登录" [level=1]
  - textbox "邮箱（必填）"
  - textbox "密码（必填）"
  - button "登录"
  - link "还没有账号，去注册"
  - link "找回账号"
  - paragraph:
    - link "输入邀请码"
"""
SECTION = """
- main:
  - heading "2.1 牵头企业" [level=1]
  - button "查找"
  - textbox "名称（必填）"
  - textbox "统一社会信用代码（必填）"
  - combobox "所在省份（必填）":
    - option "江苏省" [selected]
  - group "企业性质（必填）":
    - radio "央企集团总部"
    - radio "地方国企" [checked]
  - textbox "上年营业收入（必填）"
  - group "所获认定":
    - checkbox "中央管理企业"
    - checkbox "省级产教融合型企业" [checked]
  - textbox "行业地位与统筹能力（必填）"
  - paragraph: /已写 \\d+ 字，还可写 \\d+ 字/
  - button "保存"
  - button "保存并到下一栏"
  - link "返回填报目录"
  - status: /上次保存：/
  - navigation "前后栏目":
    - link "← 1 基本信息"
    - link "2.2 牵头高水平高等学校 →"
"""
ROWS = """
- table "参与单位，共 3 条":
  - caption
  - rowgroup:
    - row:
      - columnheader "序号"
      - columnheader "单位名称"
  - rowgroup:
    - row:
      - cell "1"
      - cell:
        - link /修改.+公司/
        - button /删除.+公司/
        - group: 更多
"""
DOSSIER = """
- main:
  - heading /全国.+产教融合共同体/ [level=1]
  - heading "0 封面" [level=2]
  - link "写意见：封面"
  - term: 所属行业
  - definition:
    - link "写意见：封面，所属行业"
  - heading "佐证材料" [level=2]
  - link "写意见：佐证材料"
  - heading "办理经过" [level=2]
  - complementary:
    - heading "办理" [level=2]
    - paragraph:
      - link "审核通过"
    - paragraph:
      - link "退回修改"
    - group:
      - heading /审核要点 已答 0.+/ [level=2]
      - group /1\\. /:
        - paragraph:
          - link "查看对应栏目"
        - radio "符合"
        - radio "不符合"
        - radio "待商议"
        - textbox "说明（选填）"
      - button "保存要点"
"""
UNNAMED = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter(one => one.checkVisibility() && !(one.ariaLabel || one.innerText || one.labels?.length || one.querySelector?.("img[alt]")))
    .map(one => one.outerHTML.slice(0, 90))"""
AMBIGUOUS = """() => {
    const said = {};
    for (const one of document.querySelectorAll("main a[href]")) {
        if (!one.checkVisibility() || one.closest("details:not([open]) > :not(summary)")) continue;
        const name = (one.ariaLabel || one.innerText).trim();
        (said[name] ||= new Set()).add(one.getAttribute("href").split("#")[0]);
    }
    return Object.entries(said).filter(([name, goals]) => goals.size > 1).map(([name]) => name);
}"""


@pytest.fixture(scope="module")
def screens(running: RunningPortal) -> list[Screen]:
    return put_screens(running.people)


def opened(running: RunningPortal, chromium: Browser, screens: list[Screen], name: str) -> Page:
    screen = next(one for one in screens if one.name == name)
    clerk = Clerk.at(chromium, running.address, javascript=True)
    if screen.email:
        clerk.sign_in(screen.email)
    return clerk.open(screen.path).page


@pytest.mark.parametrize(("name", "tree"), [("sign-in", SIGN_IN), ("section", SECTION), ("dossier", DOSSIER)])
def test_the_tree_of(running: RunningPortal, chromium: Browser, screens: list[Screen], name: str, tree: str) -> None:
    page = opened(running, chromium, screens, name)
    expect(page.locator("main")).to_match_aria_snapshot(tree)
    page.context.close()


def test_rows_say_what_would_be_changed(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    page = opened(running, chromium, screens, "list editor")
    expect(page.locator("#participants table")).to_match_aria_snapshot(ROWS)
    page.context.close()


def test_boxes_are_described_by_hint_unit_and_error(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    page = opened(running, chromium, screens, "section")
    page.locator("[name=lead_enterprise-turnover]").fill("很多")
    page.get_by_role("button", name="保存", exact=True).click()
    box = page.locator("[name=lead_enterprise-turnover]")
    expect(box).to_have_accessible_description(re.compile("^上一会计年度.+应填金额.+ 万元$"))
    expect(box).to_have_attribute("aria-invalid", "true")
    page.context.close()


def test_everything_one_can_press_has_a_name(running: RunningPortal, chromium: Browser, screens: list[Screen]) -> None:
    problems = []
    for screen, clerk in each_open(chromium, running.address, screens):
        problems += [(screen.name, one) for one in clerk.page.evaluate(UNNAMED)]
        if screen.name in ("list editor", "dossier"):
            problems += [(screen.name, "several links of this name", one) for one in clerk.page.evaluate(AMBIGUOUS)]
    assert not problems, "\n".join(map(str, problems))
