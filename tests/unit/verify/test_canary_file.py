"""canary.yaml: what may be written, what is refused and why, and the schema that editors use."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from jsonschema import Draft202012Validator

import troth
from troth.documents import parse_document, read_document
from troth.errors import Refused
from troth.verify.canary.load import canary_of, canary_schema, read_canary

SHIPPED = Path(troth.__file__).parent / "schemas" / "canary.json"
MARKETPLACE = Path(__file__).parents[2] / "assets" / "marketplace" / "privacy"


def test_the_shipped_schema_is_that_of_the_model() -> None:
    shipped = json.loads(SHIPPED.read_text("utf-8"))
    assert shipped == canary_schema(), "make the file again: `troth schema canary` prints it"
    Draft202012Validator.check_schema(shipped)
    assert Draft202012Validator(shipped).is_valid(read_document(MARKETPLACE / "canary.yaml").value)


def test_a_folder_may_have_none(tmp_path: Path) -> None:
    assert read_canary(tmp_path) is None
    assert read_canary(MARKETPLACE) is not None


def test_a_step_says_what_it_does_and_what_it_expects() -> None:
    file = canary_of(parse_document(dedent("""\
        people:
          ana:
            steps:
              - {for: account, run: select 1, sees: 0}
              - {withdraw: newsletter}
              - {at: 2 weeks later}
              - {for: account, run: select 1, refused: false}
        """).encode(), "canary.yaml"))  # fmt: skip
    seen, said, later, let_in = file.people["ana"].steps
    assert seen.expects and not said.expects and not let_in.expects
    assert said.word == ("withdraw", "newsletter")
    assert str(later.at) == "2 weeks"


def test_what_is_wrong_is_said_with_its_place() -> None:
    text = dedent("""\
        people:
          ana:
            steps:
              - {fore: account}
              - {at: tomorrow}
              - {run: select 1, sees: some}
        scenes:
          "9 lives": {says: x, steps: []}
        """)
    with pytest.raises(Refused) as refused:
        canary_of(parse_document(text.encode(), "canary.yaml"))
    said = [(finding.code, finding.where.line) for finding in refused.value.findings]
    assert said == [("TR020", 4), ("TR026", 5), ("TR024", 6), ("TR023", 8)]
    assert refused.value.findings[0].hint == "did you mean `for`?"
