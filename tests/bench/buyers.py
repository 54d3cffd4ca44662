"""Shoppers in a process of their own: each fills a cart, goes through the checkout and pays, again and again.

    python tests/bench/buyers.py '{"port": 8000, "host": "shop.localhost", "variants": [1, 2], "buyers": 16, "seconds": 10}'

Prints one JSON object when its time is up, or when a line arrives on its standard input: orders, requests, latencies
in milliseconds (p50, p95, max), and every answer that was not one a checkout gives. Standard library only.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DELIVERY = {
    "kind": "ship",
    "name": "Ada Lovelace",
    "line1": "Torstraße 1",
    "postcode": "10115",
    "city": "Berlin",
}
CARD = {
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/39",
    "card_cvc": "123",
    "card_name": "A Lovelace",
}


@dataclass
class Seen:
    """What all shoppers together saw."""

    latencies: list[float] = field(default_factory=list)
    orders: int = 0
    odd: list[str] = field(default_factory=list)


class Shopper:
    """One shopper with a cookie jar, at a walking pace: ``pause`` seconds between two clicks, give or take half."""

    def __init__(self, wanted: dict, number: int, seen: Seen) -> None:
        self.wanted, self.number, self.seen = wanted, number, seen
        self.chance = random.Random(number)
        self.jars: dict[str, dict[str, str]] = {}
        self.link = http.client.HTTPConnection("127.0.0.1", wanted["port"], timeout=60)

    def ask(self, host: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, body."""
        time.sleep(self.wanted.get("pause", 0.25) * self.chance.uniform(0.5, 1.5))
        jar = self.jars.setdefault(host, {})
        origin = f"http://{host}:{self.wanted['port']}"
        headers = {
            "Host": f"{host}:{self.wanted['port']}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in jar.items()),
            **({"Origin": origin, **FORM} if form is not None else {}),
        }
        began = time.perf_counter()
        body = urlencode(form) if form is not None else None
        try:
            self.link.request("GET" if form is None else "POST", path, body, headers)
            answer = self.link.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # a kept-alive connection that the server had just let go: a browser opens another
            self.link.close()
            self.link.request("GET" if form is None else "POST", path, body, headers)
            answer = self.link.getresponse()
        text = answer.read().decode()
        self.seen.latencies.append((time.perf_counter() - began) * 1000)
        for value in answer.headers.get_all("Set-Cookie") or ():
            name, _, kept = value.partition(";")[0].partition("=")
            jar[name] = kept
        if answer.status >= 400:
            self.seen.odd.append(f"{answer.status} {path.partition('?')[0]}")
        return answer.status, answer.headers.get("Location", ""), text

    def buy(self) -> bool:
        """One order from an empty cart. Says whether it was placed."""
        shop = self.wanted["host"]
        self.jars.clear()
        self.ask(shop, "/cart/add", {"id": str(self.chance.choice(self.wanted["variants"])), "quantity": "1"})
        _, leads, _ = self.ask(shop, "/cart", {"checkout": "1"})
        checkout = f"checkout.{shop}"
        self.ask(checkout, _path(leads), {"checkout": "1"})
        self.ask(checkout, "/contact", {"email": f"buyer{self.number}@example.com"})
        _, _, form = self.ask(checkout, "/delivery")
        method = re.search(r'name="ship_method"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="ship_method"', form)
        chosen = {"ship_method": next(filter(None, method.groups()))} if method else {}
        self.ask(checkout, "/delivery", {**DELIVERY, "country": "DE", **chosen})
        self.ask(checkout, "/payment", {"payment": "test:card", "billing": "same", **CARD})
        _, _, review = self.ask(checkout, "/review")
        seen = re.search(r'name="seen" value="([^"]+)"', review)
        status, leads, _ = self.ask(checkout, "/pay", {"seen": seen.group(1) if seen else ""})
        return status == 303 and "/orders/" in leads


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def main() -> None:
    """Shop until the time is up."""
    wanted = json.loads(sys.argv[1])
    seen, over, lock = Seen(), threading.Event(), threading.Lock()

    def shop(number: int) -> None:
        shopper = Shopper(wanted, number, seen)
        while not over.is_set():
            placed = shopper.buy()
            with lock:
                seen.orders += placed
                if not placed:
                    seen.odd.append("no order")

    threads = [threading.Thread(target=shop, args=(n,)) for n in range(wanted.get("buyers", 16))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    if "seconds" in wanted:
        over.wait(wanted["seconds"])
    else:
        sys.stdin.readline()
    over.set()
    for thread in threads:
        thread.join()
    ranked = sorted(seen.latencies) or [0.0]
    print(
        json.dumps(
            {
                "orders": seen.orders,
                "requests": len(seen.latencies),
                "seconds": time.perf_counter() - began,
                "p50": ranked[len(ranked) // 2],
                "p95": ranked[int(len(ranked) * 0.95)],
                "max": ranked[-1],
                "odd": sorted(set(seen.odd))[:20],
                "odd_count": len(seen.odd),
            }
        )
    )


if __name__ == "__main__":
    main()
