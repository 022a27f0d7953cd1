"""Clerks at their desks: threads that work cases through the HTTP interface and never give up.

An answer that doesn't come is asked for again with the same key, as a careful client does. What was answered with
success is remembered: the test holds the database against it.
"""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

ANSWERS = {"periksa": {"hasil": "baik"}, "lengkapi": {"catatan": "lengkap"}}
PAUSE = 0.1
#: What a client of a server that comes and goes has to expect.
NO_ANSWER = (OSError, http.client.HTTPException, json.JSONDecodeError)


@dataclass(frozen=True)
class Session:
    """A signed-in person, as cookies."""

    session: str
    csrf: str


@dataclass
class Ledger:
    """What all clerks were told: case by key, completed tasks, and answers that should not have come."""

    opened: dict[str, int] = field(default_factory=dict)
    completed: set[int] = field(default_factory=set)
    finished: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    unanswered: int = 0

    def answered(self) -> int:
        """How many writes were answered with success."""
        return len(self.opened) + len(self.completed)


class Clerk(threading.Thread):
    """Opens `share` cases (one in `paper_every` asks for a paper) and works on them until all are finished.

    Until it is `enough` a finished case is followed by a new one.
    """

    def __init__(
        self,
        number: int,
        address: str,
        session: Session,
        ledger: Ledger,
        *,
        share: int,
        paper_every: int,
        stop: threading.Event,
        enough: threading.Event,
        patient: bool = False,
    ) -> None:
        super().__init__(name=f"clerk-{number}", daemon=True)
        self.number, self.session, self.ledger = number, session, ledger
        self.share, self.paper_every, self.stop, self.enough = share, paper_every, stop, enough
        self.host, _, self.port = address.removeprefix("http://").partition(":")
        #: Whether an answer of the server's own trouble (5xx) is no answer: its database is away.
        self.patient = patient
        self._link: http.client.HTTPConnection | None = None

    def run(self) -> None:
        mine: list[int] = []
        for number in range(self.share):
            if self.stop.is_set():
                return
            mine.append(self._open(number))
        opened = self.share
        while mine and not self.stop.is_set():
            before = len(mine)
            mine = [case for case in mine if not self._work_on(case)]
            if len(mine) == before:
                time.sleep(PAUSE)
            elif not self.enough.is_set():
                mine.append(self._open(opened))
                opened += 1

    def _open(self, number: int) -> int:
        key = f"k{self.number}-{number}"
        body = {
            "procedure": "tahan",
            "answers": {"perihal": key, "minta_surat": number % self.paper_every == 0},
        }
        case = int(self._ask("POST", "/cases", 201, body, key)["id"])
        self.ledger.opened[key] = case
        return case

    def _work_on(self, case: int) -> bool:
        """Complete what is open. Whether the case is finished."""
        found = self._ask("GET", f"/cases/{case}", 200)
        if found["life"] != "running":
            self.ledger.finished.add(case)
            return True
        for task in found["tasks"]:
            if task["status"] in ("NEW", "ASSIGNED"):
                body = {"answers": ANSWERS[task["element"]]}
                self._ask("POST", f"/tasks/{task['id']}/complete", 200, body, f"selesai-{task['id']}")
                self.ledger.completed.add(task["id"])
        return False

    def _ask(
        self, method: str, path: str, wanted: int, body: dict[str, Any] | None = None, key: str = ""
    ) -> Any:
        while not self.stop.is_set():
            try:
                status, content = self._send(method, path, body, key)
            except NO_ANSWER:
                self._link = None
                self.ledger.unanswered += 1
                time.sleep(PAUSE)
                continue
            if status == wanted:
                return content
            if status != http.client.LOCKED and not (self.patient and status >= 500):
                self.ledger.faults.append(f"{method} {path}: {status} {str(content)[:200]}")
            time.sleep(PAUSE)
        raise SystemExit

    def _send(self, method: str, path: str, body: dict[str, Any] | None, key: str) -> tuple[int, Any]:
        if self._link is None:
            self._link = http.client.HTTPConnection(self.host, int(self.port), timeout=30)
        headers = {
            "Cookie": f"alur_session={self.session.session}; alur_csrf={self.session.csrf}",
            "X-CSRFToken": self.session.csrf,
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        self._link.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, headers)
        answer = self._link.getresponse()
        return answer.status, json.loads(answer.read())
