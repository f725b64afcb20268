"""A finding is for the person who gets it: nothing in the source makes one without saying where, why and what helps."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from troth.findings import Finding, did_you_mean

SOURCE = Path(__file__).parents[2] / "src" / "troth"
SAID = ("where", "why", "hint")


@cache
def _calls_and_functions() -> tuple[tuple[str, ast.Call | ast.FunctionDef | ast.AsyncFunctionDef], ...]:
    """Every call and every function of the source, with the file that it is in."""
    return tuple(
        (str(path.relative_to(SOURCE)), node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call | ast.FunctionDef | ast.AsyncFunctionDef)
    )


def _is_nowhere(node: ast.AST) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Place"
    return called and not (node.args or node.keywords)


def _empty(value: ast.expr) -> bool:
    """Words that are no words, or a place that is none."""
    return _is_nowhere(value) or (isinstance(value, ast.Constant) and not value.value)


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    both = [*node.args.posonlyargs, *node.args.args]
    yield from zip(both[len(both) - len(node.args.defaults) :], node.args.defaults, strict=True)
    yield from zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)


def test_a_finding_cannot_be_made_without_where_why_and_hint() -> None:
    """The types ask for all three, so that mypy finds whoever leaves one out."""
    parameters = inspect.signature(Finding).parameters
    assert [name for name in SAID if parameters[name].default is not inspect.Parameter.empty] == []


def test_nobody_gives_a_finding_empty_words() -> None:
    said = [
        f"{path}:{call.lineno} {word.arg}"
        for path, call in _calls_and_functions()
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg in SAID and _empty(word.value)
    ]
    assert said == []


def test_no_function_makes_a_finding_with_words_that_are_empty_unless_given() -> None:
    """`def refuse(message: str, hint: str = "")` would let its callers leave the hint out unseen."""
    said = [
        f"{path}:{function.lineno} {argument.arg}"
        for path, function in _calls_and_functions()
        if not isinstance(function, ast.Call)
        for argument, default in _defaults(function)
        if argument.arg in SAID and isinstance(default, ast.Constant) and default.value == ""
    ]
    assert said == []


def test_no_place_is_nowhere() -> None:
    assert [f"{path}:{node.lineno}" for path, node in _calls_and_functions() if _is_nowhere(node)] == []


@pytest.mark.parametrize("choices", [(), ("one",), ("full_name", "email")])
def test_a_hint_is_never_empty(choices: tuple[str, ...]) -> None:
    assert did_you_mean("", choices) and did_you_mean("fullname", choices)
    assert did_you_mean("fullname", ("full_name", "email")) == "did you mean `full_name`?"
    assert did_you_mean("x", (), none="add it under `forms:`") == "add it under `forms:`"
