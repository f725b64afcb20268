"""Writes what is made from the code: pages of docs/reference, and the picture of each company of examples/.

Run it after a change: `python tools/make_reference.py`. A test compares what it would write with what is there.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel
from typer.models import ArgumentInfo, OptionInfo, ParameterInfo

from troth.cli.verbs import GROUPS, VERBS
from troth.compiler.stored.request_states import FIRST, MOVES, NEEDS, OPEN, STATES
from troth.explain.picture import draw
from troth.policy import policy_schema
from troth.policy.kept_by import Takes
from troth.policy.model import Policy
from troth.policy.requests import IDENTITY, LEVELS
from troth.requests.rules import GROUNDS
from troth.rollout.deployment import read_files
from troth.tables import tables_schema
from troth.tables.model import DataMap
from troth.verify.promises import kinds

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by tools/make_reference.py: change the code, not this page. -->"

Schema = Mapping[str, Any]

FILE_PAGE = (
    "What a whole file looks like is in [the tutorial](../tutorial/first-policy.md); its JSON Schema is what "
    "`troth schema {word}` prints. A key with a star must be there."
)
COMMAND_PAGE = (
    "Exit 0: as promised. 1: could not finish. 2: ran, and found something. Findings go to standard output where they "
    "are the answer, and to standard error where they stop it."
)
FINDINGS_PAGE = (
    "A finding has a code that never changes, a message, a place, a reason and a hint. An error stops the plan, a "
    "warning is printed, a note informs."
)

REQUESTS_PAGE = (
    "How a request is answered, from the first mail on, is in [the how-to](../how-to/answer-a-request.md). What is not "
    "in this table cannot happen: the rules, the checks of the database and this page are made from it."
)

SHARED = ("--policy ", "--database ", "--prefix ")

PROOFS_PAGE = (
    "A promise names what keeps it in `kept_by`: kinds of checks, each with what it is applied to. `troth verify` runs "
    "them on the live database. A promise is kept only if every check ran, saw something, and saw nothing else."
)
KINDS_MODULE = ROOT / "src" / "troth" / "checks" / "policy" / "promise_kinds.py"
KINDS_HEAD = '''"""The kinds of checks that can keep a promise, and what each is applied to.

Made by tools/make_reference.py from the files of verify/proofs/: change those, not this.
"""
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from collections.abc import Mapping

from troth.policy.kept_by import Takes, takes
'''
KINDS_FOOT = '"""For each kind, what a word alone names, and the parts that it knows."""'

ROOMS = {
    "0": "The form of the files",
    "1": "The policy",
    "2": "The data map",
    "3": "The data map and the database",
    "4": "The compiler",
    "5": "Rollout and drift",
    "6": "Connections and sessions",
    "7": "Standing",
    "8": "Adoption",
    "9": "The ledger",
}


def reference() -> dict[Path, str]:
    """Every page that is made, by where it belongs."""
    made = {
        "policy.md": file_page("policy.yaml", policy_schema(), Policy),
        "tables.md": file_page("tables.yaml", tables_schema(), DataMap),
        "command.md": command_page(),
        "findings.md": findings_page(),
        "requests.md": requests_page(),
        "proofs.md": proofs_page(),
    }
    pictures = {folder / "data-flow.svg": draw(read_files(folder / "privacy").declared) for folder in companies()}
    return {REFERENCE / name: text for name, text in made.items()} | {KINDS_MODULE: kinds_module()} | pictures


def companies() -> list[Path]:
    """The folders of examples/ that hold a company."""
    return sorted(path.parents[1] for path in (ROOT / "examples").glob("*/privacy/policy.yaml"))


# -- the two files ---------------------------------------------------------------------------------------------------


def file_page(file: str, schema: Schema, model: type[BaseModel]) -> str:
    """Every key of one of the two files, part by part, as the model and the modules beside it have them."""
    whole = model.__name__
    meanings = {key: said for module in _beside(model) for key, said in _meanings(module).items()}
    parts = {whole: schema} | {name: part for name, part in schema["$defs"].items() if "properties" in part}
    lines = [f"# {file}, key by key", "", MADE, ""]
    lines += [FILE_PAGE.format(word=file.partition(".")[0]), ""]
    for name, part in parts.items():
        lines += [f"## {name}", "", _said(schema, model, name), ""]
        lines += ["| key | value | meaning |", "|---|---|---|"]
        for key, value in part["properties"].items():
            star = "*" if key in part.get("required", ()) else ""
            lines += [f"| `{key}`{star} | {_form(value)} | {_cell(meanings.get((name, key), ''))} |"]
        lines += [""]
    choices = {name: part for name, part in schema["$defs"].items() if "enum" in part}
    for name, part in choices.items():
        lines += [f"## {name}", "", f"{part['description']} One of: {_words(part['enum'])}.", ""]
    return "\n".join(lines)


def _said(schema: Schema, model: type[BaseModel], name: str) -> str:
    return str(inspect.getdoc(model) if name == model.__name__ else schema["$defs"][name]["description"])


def _beside(model: type[BaseModel]) -> Iterator[ModuleType]:
    """The modules of the room that a model stands in."""
    room = importlib.import_module(model.__module__.rpartition(".")[0])
    for about in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        yield importlib.import_module(about.name)


def _meanings(module: ModuleType) -> dict[tuple[str, str], str]:
    """The sentence that stands under each part of each class of a model, by class and by the key that is written."""
    found = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef) or not hasattr(getattr(module, node.name), "model_fields"):
            continue
        for part, below in zip(node.body, node.body[1:], strict=False):
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and isinstance(below, ast.Expr):
                field = getattr(getattr(module, node.name), "model_fields", {}).get(part.target.id)
                if field is None:
                    continue  # a value that no file writes
                found[node.name, field.alias or part.target.id] = ast.literal_eval(below.value)
    return found


def _form(value: Schema) -> str:
    """What a value looks like, in words."""
    if "$ref" in value:
        name = str(value["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in value or "const" in value:
        return _words(value.get("enum") or [value["const"]])
    for several in ("anyOf", "oneOf"):
        if several in value:
            forms = dict.fromkeys(_form(one) for one in value[several] if one.get("type") != "null")
            return " or ".join(forms)
    sort = value.get("type")
    match sort[0] if isinstance(sort, list) else sort:
        case "array":
            return f"a list: {_form(value['items'])}"
        case "object":
            return _mapping(value)
        case "string":
            return "a date" if value.get("format") == "date" else "text"
        case "boolean":
            return "`true` or `false`" + (
                f", {str(value['default']).lower()} if not said" if "default" in value else ""
            )
        case "integer":
            return "a whole number"
        case "number":
            return "a number"
    raise LookupError(f"no words for {value}")


def _mapping(value: Schema) -> str:
    inner = value.get("additionalProperties") or next(iter(value.get("patternProperties", {}).values()), None)
    return f"by name: {_form(inner)}" if inner else "keys"


def _words(words: list[object]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


# -- the command -----------------------------------------------------------------------------------------------------


def command_page() -> str:
    """Every verb with its arguments and options, in the order of `troth --help`."""
    lines = ["# The command, verb by verb", "", MADE, ""]
    lines += [COMMAND_PAGE, "", "## Options that verbs share", "", "| option | meaning |", "|---|---|"]
    lines += _rows(VERBS["plan"], shared=True)
    lines += [""]
    grouped = {f"{word} {name}": command for word, group in GROUPS.items() for name, command in group.VERBS.items()}
    for name, command in {**VERBS, **grouped}.items():
        lines += _verb(name.replace("consent-import", "consent import"), command)
    return "\n".join(lines)


def _verb(name: str, command: Callable[..., object]) -> Iterator[str]:
    arguments = [said for said, info, _ in parameters(command) if isinstance(info, ArgumentInfo)]
    rows = list(_rows(command))
    yield from (f"## troth {name}", "", inspect.getdoc(command) or "", "")
    yield from ("```text", " ".join(["troth", name, *arguments, "[OPTIONS]"]), "```", "")
    if rows:
        yield from ("| argument or option | meaning |", "|---|---|", *rows, "")
    shared = [f"`{said.split()[0]}`" for said, _, _ in parameters(command) if said.startswith(SHARED)]
    if shared:
        yield from (f"And {', '.join(shared)}, [as many verbs](#options-that-verbs-share).", "")


def _rows(command: Callable[..., object], *, shared: bool = False) -> Iterator[str]:
    """A table's row for each argument and option of a verb: its own, or those that it shares."""
    for said, info, hint in parameters(command):
        if said.startswith(SHARED) is shared:
            yield f"| `{_cell(said)}` | {_cell(' '.join(_meaning(info, hint)))} |"


def parameters(command: Callable[..., object]) -> Iterator[tuple[str, ParameterInfo, Any]]:
    """How each parameter is written, what typer knows of it, and its type."""
    hints = typing.get_type_hints(command, include_extras=True)
    for parameter in inspect.signature(command).parameters.values():
        hint, *more = typing.get_args(hints[parameter.name])
        info = next(each for each in more if isinstance(each, ParameterInfo))
        metavar = info.metavar or parameter.name.upper()
        if isinstance(info, OptionInfo):
            # Inside Annotated, the first name of an option lies where typer otherwise has a default.
            said = [name for name in map(str, (info.default, *(info.param_decls or ()))) if name.startswith("-")]
            names = said or ["--" + parameter.name.replace("_", "-")]
            takes = "" if hint is bool else f" {info.metavar or _choices(hint) or _kind(hint)}"
            yield ", ".join(names) + takes, info, hint
        else:
            needed = parameter.default is inspect.Parameter.empty
            yield metavar if needed or metavar.startswith("[") else f"[{metavar}]", info, hint


def _kind(hint: Any) -> str:
    kinds = [kind for kind in (hint, *typing.get_args(hint)) if isinstance(kind, type)]
    return "NUMBER" if int in kinds else "PATH" if Path in kinds else "TEXT"


def _choices(hint: Any) -> str:
    kinds = [kind for kind in (hint, *typing.get_args(hint)) if isinstance(kind, type) and issubclass(kind, Enum)]
    return "|".join(str(choice.value) for choice in kinds[0]) if kinds else ""


def _meaning(info: ParameterInfo, hint: Any) -> Iterator[str]:
    yield info.help or ""
    if info.envvar:
        yield f"Else from `{info.envvar}`."
    if isinstance(info, ArgumentInfo) and (choices := _choices(hint)):
        yield f"One of `{choices.replace('|', '`, `')}`."


# -- the life of a request -------------------------------------------------------------------------------------------


def requests_page() -> str:
    """States and moves of a request as a picture and as tables, with the words that go with them."""
    lines = ["# Requests: their states, and what leads from one to another", "", MADE, "", REQUESTS_PAGE, ""]
    lines += ["```mermaid", *_picture(), "```", "", "## States", "", "| state | meaning |", "|---|---|"]
    lines += [f"| {_shown(state)}{' *' * (state in OPEN)} | {_sentence(says)} |" for state, says in STATES.items()]
    lines += ["", "In those with a star the time for the answer runs.", "", "## Moves", ""]
    lines += ["| verb | from | to | what it is | what it needs |", "|---|---|---|---|---|"]
    for move in MOVES:
        sources, target = ", ".join(map(_shown, move.sources)), _shown(move.target or "(the same)")
        needs = "; ".join(NEEDS[need] for need in move.needs)
        lines += [f"| {_shown(move.verb)} | {sources} | {target} | {move.says} | {needs} |"]
    lines += [
        "",
        "## How surely it is known who asks",
        "",
        "| level | meaning | enough for, if the policy says nothing |",
    ]
    lines += ["|---|---|---|"]
    for level, says in LEVELS.items():
        enough = ", ".join(asks for asks, needed in IDENTITY.items() if needed is level)
        lines += [f"| `{level}` | {_sentence(says)} | {enough} |"]
    lines += ["", "## Grounds of a refusal", "", "| ground | meaning |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{ground}` | {says} |" for ground, says in GROUNDS.items()), ""])


def _picture() -> Iterator[str]:
    """The moves as a Mermaid diagram: one arrow for all verbs between two states, one for all open states together."""
    yield "stateDiagram-v2"
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in MOVES:
        for state in ("open",) if move.sources == OPEN else move.sources:
            arrows.setdefault((state, move.leads_to(state)), []).append(_shown(move.verb))
    within = {ends for ends in arrows if set(ends) <= set(OPEN)}
    yield from ("    state open {", f"        [*] --> {FIRST}")
    yield from (f"        {ends[0]} --> {ends[1]}: {', '.join(arrows[ends])}" for ends in arrows if ends in within)
    yield "    }"
    yield from (f"    {ends[0]} --> {ends[1]}: {', '.join(arrows[ends])}" for ends in arrows if ends not in within)
    yield from (f"    {state} --> [*]" for state in STATES if not any(state in move.sources for move in MOVES))


def _shown(name: str) -> str:
    return name.replace("_", " ")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


# -- the findings ----------------------------------------------------------------------------------------------------


def findings_page() -> str:
    """Every finding that has a page, by room."""
    lines = ["# Findings", "", MADE, ""]
    lines += [FINDINGS_PAGE, ""]
    titles = dict(_titles())
    for digit, room in ROOMS.items():
        codes = [code for code in titles if code[2] == digit]
        if codes:
            lines += [f"## TR{digit}xx: {room.lower()}", ""]
            lines += [f"- [{code}](findings/{code}.md): {titles[code]}" for code in codes]
            lines += [""]
    return "\n".join(lines)


def _titles() -> Iterator[tuple[str, str]]:
    for page in sorted((REFERENCE / "findings").glob("TR*.md")):
        found = re.match(r"# (TR\d{3}): (.*)", page.read_text("utf-8"))
        if found:
            yield found[1], found[2]


# -- the kinds of checks ---------------------------------------------------------------------------------------------


def kinds_module() -> str:
    """What each kind of check takes, where the checks of the policy can read it: they stand below the proofs."""
    lines = [f'    "{name}": {kind.ARGUMENT!r},' for name, kind in kinds().items()]
    return "\n".join([KINDS_HEAD, "KINDS: Mapping[str, Takes] = {", *lines, "}", KINDS_FOOT, ""])


def proofs_page() -> str:
    """Every kind of check with what it takes and what it shows."""
    lines = ["# Proofs", "", MADE, "", PROOFS_PAGE, "", "| kind | applied to | a promise that |", "|---|---|---|"]
    for name, kind in kinds().items():
        says = _cell(" ".join((inspect.getdoc(kind) or "").split()))
        lines.append(f"| [{name}](proofs/{name}.md) | {_taken(kind.ARGUMENT)} | {says} |")
    return "\n".join([*lines, ""])


def _taken(takes: Takes) -> str:
    said = [*takes.plain, *(f"`{word}`" for word in takes.one_of)]
    return ", ".join([" or ".join(said), *(f"`{part}:` {noun}" for part, noun in takes.parts)]).strip(", ")


def main() -> int:
    for path, text in reference().items():
        path.write_text(text, "utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
