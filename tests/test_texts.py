"""Every refusal has words, and every word a place: locale files and code agree."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.base.texts import SHARED, Texts

ROOT = Path(__file__).resolve().parents[1]
REFUSALS = {"Refused", "NotFound", "Conflict"}


def refusals(source: str) -> Iterator[tuple[str, set[str], int]]:
    """(code, names of values, line) of every refusal raised with a literal code."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0]
        if name in REFUSALS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            given = {keyword.arg for keyword in node.keywords if keyword.arg} - {"field"}
            open_ended = any(keyword.arg is None for keyword in node.keywords)
            yield first.value, given | ({"*"} if open_ended else set()), node.lineno


def raised_in_engine() -> list[tuple[str, str, set[str]]]:
    found = []
    for path in sorted((ROOT / "engine").rglob("*.py")):
        for code, given, line in refusals(path.read_text(encoding="utf-8")):
            found.append((f"{path.relative_to(ROOT)}:{line}", code, given))
    return found


def test_the_reader_of_refusals_sees_them() -> None:
    source = (
        'raise Refused("cart.too_many", field="quantity", most=9)\nraise errors.Conflict("a.b", **values)'
    )
    assert [(code, given) for code, given, _ in refusals(source)] == [
        ("cart.too_many", {"most"}),
        ("a.b", {"*"}),
    ]


def test_every_refusal_has_a_text_that_its_values_fill() -> None:
    texts, wrong = Texts(), []
    found = raised_in_engine()
    assert len(found) >= 10
    for place, code, given in found:
        forms = (
            [code]
            if texts.has(code) and f"{code}.other" not in texts.keys()
            else [f"{code}.one", f"{code}.other"]
        )
        for form in forms:
            if form not in texts.keys():
                wrong.append(f"{place}: no text for {form} in engine/locales/en.json")
                continue
            raw = texts._load("en")[form]
            needed = {name for _, name, _, _ in string.Formatter().parse(raw) if name}
            if "*" not in given and not needed <= given:
                wrong.append(f"{place}: {form} needs {sorted(needed - given)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/locales/*.json")) + [SHARED / "en.json"], ids=str)
def test_locale_files_are_sound(path: Path) -> None:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"{path.name}: a key stands twice among {keys}"
        return dict(pairs)

    tree = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)
    assert tree and all(isinstance(value, (dict, str)) for value in tree.values())
