"""How the command prints: for people, for programs, and for continuous integration."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

import typer
from rich.console import Console
from rich.text import Text

from troth.findings import Finding, Level, worst

# What is printed names things of the company's own: nothing in it is markup, or the name of a picture between colons.
stdout = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
stderr = Console(highlight=False, soft_wrap=True, markup=False, emoji=False, stderr=True)

_COLOURS = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
_SARIF_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class CheckFormat(StrEnum):
    """How findings are printed where continuous integration reads them."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"


class Outcome(Protocol):
    """What a verb has come to: words for people, and plain data for programs."""

    def to_json(self) -> dict[str, object]: ...


def say(said: object) -> None:
    """Words for people, to the letter."""
    stdout.print(str(said))


def print_as(outcome: Outcome, form: Format) -> None:
    """An outcome as text or json."""
    if form is Format.JSON:
        print_json(outcome.to_json())
    else:
        say(outcome)


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def print_findings(
    findings: Sequence[Finding], *, form: CheckFormat = CheckFormat.TEXT, console: Console = stdout
) -> None:
    """Findings as text, json, junit or sarif."""
    match form:
        case CheckFormat.JSON:
            print_json({"findings": [finding.to_json() for finding in findings]})
        case CheckFormat.JUNIT:
            typer.echo(junit(findings))
        case CheckFormat.SARIF:
            print_json(sarif(findings))
        case CheckFormat.TEXT:
            for finding in findings:
                first, *rest = str(finding).split("\n")
                console.print(Text(first, style=_COLOURS[finding.level]))
                for line in rest:
                    console.print(Text(line))


def summary(findings: Sequence[Finding]) -> str:
    """How many findings of each level, in words."""
    counts = [(level, sum(finding.level is level for finding in findings)) for level in Level]
    said = [f"{count} {level.value}{'s' if count > 1 else ''}" for level, count in counts if count]
    return ", ".join(said) or "nothing found"


def failing(findings: Sequence[Finding]) -> bool:
    """Whether findings make a command leave with 2: warnings and notes alone do not."""
    return worst(findings) is Level.ERROR


def junit(findings: Sequence[Finding]) -> str:
    """Findings as a JUnit report: each error a failed case."""
    suite = Element("testsuite", name="troth", tests=str(len(findings)))
    suite.set("failures", str(junit_cases(suite, findings)))
    return tostring(suite, encoding="unicode", xml_declaration=True)


def junit_cases(suite: Element, findings: Sequence[Finding]) -> int:
    """Add a case for each finding; how many of them have failed."""
    for finding in findings:
        case = SubElement(suite, "testcase", classname=finding.code, name=finding.message)
        if finding.level is Level.ERROR:
            SubElement(case, "failure", message=finding.message).text = str(finding)
    return sum(finding.level is Level.ERROR for finding in findings)


def sarif(findings: Sequence[Finding]) -> dict[str, object]:
    """Findings as a SARIF 2.1.0 log (OASIS, 2020)."""
    rules = [{"id": code} for code in sorted({finding.code for finding in findings})]
    driver = {"name": "troth", "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_sarif_result(finding) for finding in findings]}],
    }


def _sarif_result(finding: Finding) -> dict[str, object]:
    text = ". ".join(part for part in (finding.message, finding.why, finding.hint) if part)
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _SARIF_LEVELS[finding.level],
        "message": {"text": text},
    }
    if finding.where.file:
        region = {"startLine": finding.where.line or 1, "startColumn": finding.where.column or 1}
        location = {"artifactLocation": {"uri": finding.where.file}, "region": region}
        result["locations"] = [{"physicalLocation": location}]
    return result


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something is changed. Raises typer.Abort unless the answer is yes."""
    if not yes:
        typer.confirm(question, abort=True)
