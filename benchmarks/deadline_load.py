"""Five hundred applicants on the last evening, as a process of its own: `python -m benchmarks.deadline_load plan.json`.

Each is a thread that has signed in before; then it thinks, saves, looks, uploads, and most of them finalise and submit before the end.
Prints what was answered how fast, and
what the portal said it had kept.
"""

from __future__ import annotations

import json
import random
import re
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.support.installation import Answer, Away, Caller, form_of
from tests.support.people import filled_in

HONEST = (429, 503)
SAVED = "已自动保存"


@dataclass
class Told:
    """What one applicant was told; times in seconds."""

    application: int
    tried: int = 0
    saved: int = 0
    files: list[str] = field(default_factory=list)
    submitted: str = ""  # when, in the portal's words
    refused_in_time: bool = False
    taken: dict[str, list[float]] = field(default_factory=dict)
    honest: int = 0
    without_retry: int = 0
    wrong: list[str] = field(default_factory=list)


class Applicant:
    def __init__(self, plan: dict[str, Any], email: str, number: int, chance: random.Random):
        self.plan, self.email, self.chance = plan, email, chance
        self.caller = Caller(plan["address"], patience=120)
        self.told = Told(number)
        self.base = f"/applications/{number}"
        self.form: dict[str, Any] = {}
        self.hands_in_at = plan["begin"] + chance.uniform(30, plan["end"] - plan["begin"] - 5) if chance.random() < plan["handing_in"] else None
        self.uploads_at = plan["begin"] + chance.uniform(0, plan["seconds"] * 0.6)

    def work(self) -> None:
        time.sleep(max(0, self.plan["begin"] - self.chance.uniform(10, self.plan["arriving"]) - time.time()))
        self._timed("sign in", lambda: self.caller.sign_in(self.email))
        time.sleep(max(0, self.plan["begin"] + self.chance.uniform(0, 15) - time.time()))
        while time.time() < self.plan["over"]:
            try:
                self._next()
            except Away as problem:
                self.told.wrong.append(f"no answer: {problem}"[:100])
            time.sleep(self.chance.uniform(8, 22))

    def _next(self) -> None:
        if self.hands_in_at and time.time() > self.hands_in_at:
            self.hands_in_at = None
            self._hand_in()
        elif self.hands_in_at is None and self.told.files and self.told.submitted:
            self._timed("look", lambda: self.caller.open(self.base))
        elif self.uploads_at and time.time() > self.uploads_at:
            self.uploads_at = 0
            self._upload()
        elif self.chance.random() < 0.15:
            self._timed("look", lambda: self.caller.open(self.base + self.chance.choice(("", "/readiness", "/evidence", "/sections/participants"))))
        else:
            self._save()

    def _save(self) -> None:
        path = f"{self.base}/sections/task_1"
        if not self.form:
            answer = self._timed("look", lambda: self.caller.open(path))
            found = form_of(answer.text, path, path)
            if found is None:
                return
            self.form = filled_in(found)
        number = self.told.tried + 1
        sent = {**self.form, "auto": "yes", "task_1-goals": goals(number)}
        self.told.tried = number
        answer = self._timed("save", lambda: self.caller.post(path, sent, {}, {"HX-Request": "true"}))
        if answer.status == 200 and SAVED in answer.text:
            self.told.saved = number

    def _upload(self) -> None:
        content = Path(self.chance.choice(self.plan["files"])).read_bytes() + f"\n% {self.told.application}".encode()
        files = {"files": ("补充材料.pdf", content)}
        answer = self._timed("upload", lambda: self.caller.send(f"{self.base}/evidence", "/evidence/charter", {}, files))
        if answer.status == 200 and "补充材料.pdf" in answer.text:
            self.told.files.append(sha256(content).hexdigest())

    def _hand_in(self) -> None:
        if self._timed("finalise", lambda: self.caller.send(f"{self.base}/finalise", "/finalise", {})).status != 200:
            return
        page = self._timed("look", lambda: self.caller.open(f"{self.base}/submit"))
        found = re.search(r'href="([^"]*/versions/\d+[^"]*)"', page.text)
        if not found:
            self.told.wrong.append("no print to download")
            return
        content = self._timed("print", lambda: self.caller.open(found[1])).raw
        begun = time.time()
        self._timed("scan", lambda: self.caller.send(f"{self.base}/submit", "/scan", {}, {"scan": ("盖章扫描件.pdf", content)}))
        kept = time.time()
        while time.time() < self.plan["over"]:
            answer = self._timed("submit", lambda: self.caller.send(f"{self.base}/submit", "/submit", {}))
            if said := re.search(r"已于 (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) 提交", answer.text):
                self.told.submitted = said[1]
                return
            if "现在不在提交时间内" in answer.text:
                self.told.refused_in_time = begun < self.plan["end"] and kept < self.plan["end"]
                return
            time.sleep(self.chance.uniform(5, 10))

    def _timed(self, what: str, work: Any) -> Answer:
        begun = time.perf_counter()
        answer: Answer = work()
        self.told.taken.setdefault(what, []).append(round(time.perf_counter() - begun, 4))
        if answer.status in HONEST:
            self.told.honest += 1
            self.told.without_retry += "Retry-After" not in answer.headers
        elif answer.status not in (200, 409, 422):
            self.told.wrong.append(f"{what}: {answer.status}")
        return answer


def goals(number: int) -> str:
    return f"第 {number} 次修改的建设目标"


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    applicants = [Applicant(plan, email, number, random.Random(number)) for email, number in plan["applicants"]]
    threads = [threading.Thread(target=one.work) for one in applicants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps([asdict(one.told) for one in applicants], ensure_ascii=False))


if __name__ == "__main__":
    main()
