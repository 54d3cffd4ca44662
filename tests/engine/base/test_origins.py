"""Which of a store's four origins a host name means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.base.origins import PREFIXES, Addresses, split_host

HOSTS = {
    "demo.localhost": ("shop", "demo.localhost"),
    "demo.localhost:8000": ("shop", "demo.localhost"),
    "admin.demo.localhost:8000": ("admin", "demo.localhost"),
    "checkout.demo.localhost": ("checkout", "demo.localhost"),
    "preview.demo.localhost": ("preview", "demo.localhost"),
    "ADMIN.Demo.LocalHost": ("admin", "demo.localhost"),
    "admin.demo.localhost.": ("admin", "demo.localhost"),
    "admin": ("shop", "admin"),
    "admin.": ("shop", "admin"),
    "administration.demo.localhost": ("shop", "administration.demo.localhost"),
    "admin.checkout.demo.localhost": ("admin", "checkout.demo.localhost"),
    "": ("shop", ""),
    "127.0.0.1:8000": ("shop", "127.0.0.1"),
}


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_name_is_split(host: str) -> None:
    assert split_host(host) == HOSTS[host]


@given(st.text(max_size=60))
def test_any_host_header_is_split_without_a_fault(host: str) -> None:
    origin, rest = split_host(host)
    assert origin in ("shop", *PREFIXES)
    assert rest == rest.lower()


@pytest.mark.parametrize("origin", ["shop", "checkout", "admin", "preview"])
@pytest.mark.parametrize("port", ["", ":8000"])
def test_an_address_leads_back_to_its_origin(origin: str, port: str) -> None:
    addresses = Addresses("demo.localhost", "http", port)
    base = addresses.base(origin)  # type: ignore[arg-type]
    assert split_host(base.removeprefix("http://")) == (origin, "demo.localhost")
    assert addresses.url("/orders", origin) == f"{base}/orders"  # type: ignore[arg-type]
