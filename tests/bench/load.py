"""A small load generator, in a process of its own: keep-alive connections that ask for pages as fast as they come.

    python tests/bench/load.py '{"port": 8000, "host": "shop.localhost", "paths": ["/"], "connections": 8, "seconds": 5}'

Prints one JSON object: requests, statuses, broken connections, bytes, seconds, and latencies in milliseconds (p50,
p95, p99, max). Standard library only; it talks to loopback and ends by itself.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from dataclasses import dataclass, field

LONGEST = 60.0


@dataclass
class Tally:
    """What one connection saw."""

    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: int = 0
    received: int = 0


def ask(link: socket.socket, request: bytes) -> tuple[int, bytes, bool]:
    """Send one request; its status, what was read of the body, and whether the connection may be used again."""
    link.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        part = link.recv(65_536)
        if not part:
            raise ConnectionError("closed before the headers")
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lower = head.lower() + b"\r\n"
    keep = b"connection: close" not in lower
    if b"transfer-encoding: chunked" in lower:
        while not body.endswith(b"0\r\n\r\n"):
            part = link.recv(65_536)
            if not part:
                raise ConnectionError("closed in a chunk")
            body += part
    else:
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 : lower.find(b"\r\n", at)] if at >= 0 else 0)
        while len(body) < length:
            part = link.recv(length - len(body))
            if not part:
                raise ConnectionError("closed in the body")
            body += part
    return int(head[9:12]), body, keep


def _work(
    plan: dict, requests: list[bytes], start: threading.Barrier, ends: list[float], tally: Tally
) -> None:
    link: socket.socket | None = None
    start.wait()
    number = 0
    while time.perf_counter() < ends[0]:
        request = requests[number % len(requests)]
        number += 1
        began = time.perf_counter()
        try:
            if link is None:
                link = socket.create_connection(("127.0.0.1", plan["port"]), timeout=LONGEST)
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            status, body, keep = ask(link, request)
        except OSError:
            tally.broken += 1
            link = None
            continue
        tally.latencies.append(time.perf_counter() - began)
        tally.received += len(body)
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        if not keep:
            link.close()
            link = None


def run(plan: dict) -> dict:
    """Ask as the plan says."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in plan.get("headers", {}).items())
    host = f"{plan['host']}:{plan['port']}"
    requests = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode() for path in plan["paths"]]
    if "forms" in plan:  # posted to the first path in turn, as that host's own page would
        headers += f"Origin: http://{host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        requests = [
            f"POST {plan['paths'][0]} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {len(form)}\r\n\r\n{form}".encode()
            for form in plan["forms"]
        ]
    seconds = min(float(plan["seconds"]), LONGEST)
    tallies = [Tally() for _ in range(plan["connections"])]
    start, ends = threading.Barrier(len(tallies) + 1), [0.0]
    threads = [threading.Thread(target=_work, args=(plan, requests, start, ends, tally)) for tally in tallies]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    ends[0] = began + seconds
    start.wait()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    latencies = sorted(value for tally in tallies for value in tally.latencies)
    statuses: dict[str, int] = {}
    for tally in tallies:
        for status, count in tally.statuses.items():
            statuses[str(status)] = statuses.get(str(status), 0) + count
    return {
        "requests": len(latencies),
        "seconds": took,
        "statuses": statuses,
        "bytes": sum(tally.received for tally in tallies),
        "broken": sum(tally.broken for tally in tallies),
        **{f"p{share}": percentile(latencies, share) for share in (50, 95, 99)},
        "max": 1000 * latencies[-1] if latencies else 0.0,
    }


def percentile(ordered: list[float], share: int) -> float:
    """The *share*-th percentile of sorted seconds, in milliseconds."""
    if not ordered:
        return 0.0
    return 1000 * ordered[min(len(ordered) - 1, round(share / 100 * (len(ordered) - 1)))]


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
