"""Signed values hold for one purpose, for their time, and only as they were signed."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.base.clock import FixedClock
from engine.base.signing import Signer, new_token, token_hash

signer = Signer("a secret of the tests")
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(plain)
def test_a_value_comes_back(value: object) -> None:
    assert signer.read("cart", signer.sign("cart", value)) == value


def test_a_token_serves_its_purpose_only() -> None:
    token = signer.sign("hand-over", {"cart": 7})
    assert signer.read("preview", token) is None
    assert signer.read("hand-over", token) == {"cart": 7}


def test_another_key_does_not_open_it() -> None:
    assert Signer("another secret").read("cart", signer.sign("cart", 7)) is None


def test_a_token_ends_with_its_time(clock: FixedClock) -> None:
    token = signer.sign("hand-over", 7, lasts=timedelta(minutes=5))
    clock.advance(minutes=5)
    assert signer.read("hand-over", token) == 7
    clock.advance(seconds=1)
    assert signer.read("hand-over", token) is None


def test_one_without_an_end_lasts(clock: FixedClock) -> None:
    token = signer.sign("order", 7)
    clock.advance(days=4000)
    assert signer.read("order", token) == 7


@given(st.integers(0, 200), st.sampled_from("AZaz09-_."))
def test_a_changed_token_is_refused(position: int, sign: str) -> None:
    token = signer.sign("cart", {"id": 123456})
    position %= len(token)
    # the last sign of each part carries bits that base64 ignores
    if token[position] == sign or position in (len(token) - 1, token.index(".") - 1):
        return
    assert signer.read("cart", token[:position] + sign + token[position + 1 :]) is None


@given(st.text(max_size=60))
def test_nonsense_is_refused_quietly(token: str) -> None:
    assert signer.read("cart", token) is None


def test_short_signatures_match_text_and_purpose() -> None:
    signature = signer.short("media", "7/640")
    assert len(signature) == 24
    assert signer.short_matches("media", "7/640", signature)
    assert not signer.short_matches("media", "7/6400", signature)
    assert not signer.short_matches("file", "7/640", signature)
    assert not signer.short_matches("media", "7/640", signature[:-1])
    assert not signer.short_matches("media", "7/640", "")


def test_tokens_are_long_and_kept_as_hashes() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 32 for token in tokens)
    assert all(token not in token_hash(token) for token in tokens)
