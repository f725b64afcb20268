"""The picture shows who dots what, is the same each time, and needs nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from troth.checks.declared import Declared
from troth.cli import run
from troth.explain.flow import Dot, flow_of
from troth.explain.picture import draw
from troth.rollout.deployment import read_files

COMPANIES = sorted(path.parents[1] for path in (Path(__file__).parents[3] / "examples").glob("*/privacy/policy.yaml"))
SVG = "{http://www.w3.org/2000/svg}"


def declared(name: str) -> Declared:
    return next(read_files(folder / "privacy").declared for folder in COMPANIES if folder.name == name)


def test_a_row_touches_what_the_files_say() -> None:
    lines = {line.name: line for line in flow_of(declared("k7tracks")).lines}
    assert lines["member"].dots["contact"] is Dot.OF
    assert lines["fulfilment"].dots["order"] is Dot.KEEPS
    assert "fraud" not in lines["fulfilment"].dots
    assert lines["support"].dots["order"] is Dot.USES
    assert dict(lines["carrier"].dots) == dict.fromkeys(("identity", "address"), Dot.GETS)
    assert dict(lines["advertiser"].dots) == {"interest": Dot.COUNTS}


def test_a_recipient_stands_by_the_purpose_whose_data_it_gets() -> None:
    lines = flow_of(declared("k7tracks")).lines
    carrier = next(line for line in lines if line.name == "carrier")
    assert carrier.source is not None
    assert lines[carrier.source].name == "dispatch"
    assert carrier.note == "processor, DE"


def test_people_are_told_apart() -> None:
    lines = {line.name: line for line in flow_of(declared("soldmine")).lines}
    assert "hardware" in lines["end_user"].dots
    assert "hardware" not in lines["partner_contact"].dots


@pytest.mark.parametrize("folder", COMPANIES, ids=lambda folder: folder.name)
def test_everything_is_drawn_once_inside_the_frame(folder: Path) -> None:
    said = read_files(folder / "privacy").declared
    text, flow = draw(said), flow_of(said)
    svg = ElementTree.fromstring(text)
    width, height = int(svg.attrib["width"]), int(svg.attrib["height"])
    assert width <= 1000, "a README is about so wide"
    names = [label.text for label in svg.iter(f"{SVG}text") if label.attrib["class"] == "name"]
    assert names == [line.name.replace("_", " ") for line in flow.lines]
    dots = [dot for dot in svg.iter() if dot.attrib.get("class", "").startswith(("dot", "ring"))]
    legend = 4
    assert len(dots) == sum(len(line.dots) for line in flow.lines) + legend
    assert all(float(dot.attrib.get("cx", 0)) < width and float(dot.attrib.get("cy", 0)) < height for dot in dots)


def test_it_is_the_same_each_time_and_asks_for_nothing() -> None:
    said = declared("soldmine")
    assert draw(said) == draw(said)
    assert re.findall(r"https?://[^\"]+", draw(said)) == ["http://www.w3.org/2000/svg"]
    assert "prefers-color-scheme: dark" in draw(said)


def test_the_verb_prints_it_or_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = next(folder for folder in COMPANIES if folder.name == "soldmine")
    assert run(["picture", "--policy", str(folder / "privacy")]) == 0
    assert capsys.readouterr().out == draw(declared("soldmine"))
    assert run(["picture", "--policy", str(folder / "privacy"), "--to", str(tmp_path / "flow.svg")]) == 0
    assert (tmp_path / "flow.svg").read_text("utf-8") == draw(declared("soldmine"))
