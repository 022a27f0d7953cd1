"""A mail server and a message gateway on this machine, real sockets and all, which remember what they were given."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Letter:
    """One mail as it came over the line."""

    sender: str
    to: list[str]
    content: Message


@dataclass
class MailServer:
    """RFC 5321 as far as one mail needs it. `refuses` are addresses that it has no mailbox for."""

    host: str = "127.0.0.1"
    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)


class _MailTalk(socketserver.StreamRequestHandler):
    """One connection: each verb has its answer."""

    made: MailServer

    def handle(self) -> None:
        self._say("220 surat.example ESMTP")
        self.sender, self.to = "", []
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            self._say(getattr(self, f"_{verb.lower()}", self._other)(line))
            if verb == "QUIT":
                return

    def _mail(self, line: str) -> str:
        self.sender, self.to = _address(line), []
        return "250 OK"

    def _rcpt(self, line: str) -> str:
        if _address(line) in self.made.refuses:
            return "550 no such mailbox"
        self.to.append(_address(line))
        return "250 OK"

    def _data(self, line: str) -> str:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode()).rstrip("\r\n") != ".":
            lines.append(line[1:] if line.startswith("..") else line)
        self.made.letters.append(Letter(self.sender, self.to, message_from_string("".join(lines))))
        return "250 taken"

    def _quit(self, line: str) -> str:
        return "221 bye"

    def _other(self, line: str) -> str:
        return "250 OK"

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    made = MailServer()
    talk = type("Talk", (_MailTalk,), {"made": made})
    with _serving(socketserver.ThreadingTCPServer((made.host, 0), talk)) as port:
        made.port = port
        yield made


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


@dataclass
class Gateway:
    """An HTTP gateway. `answers` are the statuses of the next calls, 200 when there are none left."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    location: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/kirim"


@contextmanager
def gateway() -> Iterator[Gateway]:
    made = Gateway()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.calls.append({"path": self.path, "headers": headers, "raw": body, **json.loads(body)})
            self.send_response(made.answers.pop(0) if made.answers else 200)
            if made.location:
                self.send_header("Location", made.location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the test's output."""

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Talk)) as port:
        made.port = port
        yield made


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
