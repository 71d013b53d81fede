"""What stands before several web hosts: every connection goes to the other host than the one before, whoever it is from."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer


class _Server(ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


@contextmanager
def balancer(port: int, hosts: Sequence[int]) -> Iterator[dict[int, int]]:
    """Listens on the port; how many connections each host got so far."""
    turns, counts = itertools.cycle(hosts), dict.fromkeys(hosts, 0)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            host = next(turns)
            counts[host] += 1
            with suppress(OSError), socket.create_connection(("127.0.0.1", host)) as behind:
                there = threading.Thread(target=_pump, args=(self.request, behind), daemon=True)
                there.start()
                _pump(behind, self.request)

    with _Server(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield counts
        server.shutdown()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)
