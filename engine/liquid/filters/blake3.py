"""The BLAKE3 digest of short texts, after its public specification. Slow, so it is for names and keys, not for files."""

from __future__ import annotations

from collections.abc import Sequence

_START, _END, _PARENT, _ROOT = 1, 2, 4, 8
_BLOCK, _CHUNK, _MASK = 64, 1024, 0xFFFFFFFF
_INITIAL = (
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)  # fmt: skip
_ORDER = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_MIXES = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def _turned(value: int, bits: int) -> int:
    return (value >> bits) | (value << (32 - bits)) & _MASK


def _compressed(
    chain: Sequence[int], words: Sequence[int], counter: int, size: int, flags: int
) -> tuple[int, ...]:
    s = [*chain, *_INITIAL[:4], counter & _MASK, counter >> 32, size, flags]
    for _ in range(7):
        for at, (a, b, c, d) in enumerate(_MIXES):
            s[a] = (s[a] + s[b] + words[2 * at]) & _MASK
            s[d] = _turned(s[d] ^ s[a], 16)
            s[c] = (s[c] + s[d]) & _MASK
            s[b] = _turned(s[b] ^ s[c], 12)
            s[a] = (s[a] + s[b] + words[2 * at + 1]) & _MASK
            s[d] = _turned(s[d] ^ s[a], 8)
            s[c] = (s[c] + s[d]) & _MASK
            s[b] = _turned(s[b] ^ s[c], 7)
        words = [words[at] for at in _ORDER]
    return tuple(s[at] ^ s[at + 8] for at in range(8))


def _words(block: bytes) -> list[int]:
    full = block.ljust(_BLOCK, b"\0")
    return [int.from_bytes(full[at : at + 4], "little") for at in range(0, _BLOCK, 4)]


def _chunk(data: bytes, number: int, last: int) -> tuple[int, ...]:
    chain: tuple[int, ...] = _INITIAL
    for at in range(0, max(len(data), 1), _BLOCK):
        block = data[at : at + _BLOCK]
        flags = (_START if at == 0 else 0) | (_END | last if at + _BLOCK >= len(data) else 0)
        chain = _compressed(chain, _words(block), number, len(block), flags)
    return chain


def _tree(data: bytes, number: int, last: int) -> tuple[int, ...]:
    if len(data) <= _CHUNK:
        return _chunk(data, number, last)
    chunks = -(-len(data) // _CHUNK)
    left = 1 << (chunks - 1).bit_length() - 1
    cut = left * _CHUNK
    both = (*_tree(data[:cut], number, 0), *_tree(data[cut:], number + left, 0))
    return _compressed(_INITIAL, both, 0, _BLOCK, _PARENT | last)


def blake3_hex(data: bytes) -> str:
    """The 256-bit digest as 64 hexadecimal digits."""
    return b"".join(word.to_bytes(4, "little") for word in _tree(data, 0, _ROOT)).hex()
