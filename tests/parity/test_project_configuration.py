"""The project's configuration file: where it is looked for, what it may say, and what is told of a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import FindingError, Findings
from converter.project_configuration import Pin, ProjectConfiguration, load_configuration

PIN = "[[layout.pins]]\naddress = 'aws_x.y'\nstack = 'database'\n"


def loaded(folder: Path) -> ProjectConfiguration:
    findings = Findings()
    configuration = load_configuration(folder, findings)
    assert [finding.summary for finding in findings] == []
    return configuration


def test_nothing_is_asked_without_a_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert loaded(tmp_path).pins == ()


def test_pins_and_properties(tmp_path: Path) -> None:
    (tmp_path / "tf2cfn.toml").write_text(f"{PIN}[properties.P9]\nretention = {{ x = 1 }}\n", encoding="utf-8")
    configuration = loaded(tmp_path)
    assert configuration.pins == (Pin("aws_x.y", "database"),)
    assert configuration.properties == {"P9": {"retention": {"x": 1}}}
    assert configuration.file == "tf2cfn.toml"


def test_the_nearest_wins_and_nothing_is_merged(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "tf2cfn.toml").write_text("[properties.P9]\n", encoding="utf-8")
    assert loaded(below).file == "../../tf2cfn.toml"
    (tmp_path / "a" / "pyproject.toml").write_text(PIN.replace("[[layout", "[[tool.tf2cfn.layout"), encoding="utf-8")
    configuration = loaded(below)
    assert (configuration.file, configuration.properties) == ("../pyproject.toml", {})
    assert configuration.pins == (Pin("aws_x.y", "database"),)
    (below / "tf2cfn.toml").write_text("", encoding="utf-8")
    assert loaded(below).pins == ()


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("x = 1\n", "x: unknown key", 1),
        ("\n[layout]\npin = 1\n", "layout.pin: unknown key", 3),
        ("[layout]\npins = 1\n", "layout.pins: expected [[layout.pins]] entries", 2),
        (f"{PIN}\n{PIN}colour = 1\n", "layout.pins.1.colour: unknown key", 8),
        ("[properties]\nP1 = 2\n", "properties.P1: expected a table", 2),
        ("[layout.pins]\n", "layout.pins: expected [[layout.pins]] entries", 1),
        (PIN.replace("database", "main"), "layout.pins.0.stack: main cannot be the name of a stack", 3),
        ("[layout]\nstyle = 'flat'\n", "layout.style: unknown layout", 2),
        ("[layout]\nfixed = 'x'\n", "layout.fixed: expected a list of variables", 2),
        ("[layout.names]\n'aws_x.y' = 'a-b'\n", "layout.names.aws_x.y: a-b cannot be a logical ID", 2),
        ("[deletion]\n", "deletion: expected [[deletion]] entries", 1),
        ("[[deletion]]\npolicy = 'Delete'\nreplace = 'Delete'\n", "deletion.0: it needs `address`, text", 1),
        ("[[deletion]]\naddress = 'a.b'\npolicy = 'Keep'\n", "deletion.0.policy: expected a policy", 3),
        ("[layout.names]\na = 'X'\nb = 'X'\n", "layout.names.b: X is the logical ID of a already", 3),
    ],
)
def test_faults_are_told_with_their_line(text: str, says: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "tf2cfn.toml").write_text(text, encoding="utf-8")
    findings = Findings()
    load_configuration(tmp_path, findings)
    assert next((f.summary, f.subject and f.subject.start.line) for f in findings) == (says, line)


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = = 2\n", 2), ("a = 'x\n", 1), ("[a", 1)])
def test_what_is_no_toml_is_told_with_its_place(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "tf2cfn.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FindingError) as caught:
        load_configuration(tmp_path, Findings())
    subject = caught.value.findings[0].subject
    assert subject is not None
    assert subject.start.line == line


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "tf2cfn.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FindingError, match=r"cannot read tf2cfn\.toml"):
        load_configuration(tmp_path, Findings())
