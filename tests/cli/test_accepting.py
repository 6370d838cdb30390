"""Suppressions, baselines and ``--fail-on`` in whole runs, and the reports of these runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from converter.cli import main
from converter.cli.exit_codes import ExitCode
from tests.cli.converting import GOOD, Convert
from tests.parity.shop import change, copy_of_shop

BROKEN = 'Permissions: "755"}'
WRONG = 'Permissions: "777"}'


class Shop:
    """A copy of the shop, and runs of parity on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = copy_of_shop(folder)
        self._capsys = capsys

    def change(self, file: str, old: str, new: str) -> None:
        change(self.root / file, old, new)

    def add(self, file: str, text: str) -> None:
        path = self.root / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def run(self, *argv: str) -> int:
        self._capsys.readouterr()
        templates = str(self.root / "templates")
        return main(["parity", str(self.root), "--templates", templates, "--properties-only", *argv])

    def text(self, *argv: str) -> str:
        self.run(*argv)
        return self._capsys.readouterr().out

    def json(self, *argv: str) -> Any:
        return json.loads(self.text("--format", "json", *argv))


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shop:
    """The shop with one error in its templates."""
    made = Shop(tmp_path, capsys)
    made.change("templates/data-stack.yaml", BROKEN, WRONG)
    return made


def test_a_comment_in_a_template_accepts(shop: Shop) -> None:
    assert shop.run() == ExitCode.FINDINGS
    shop.change("templates/data-stack.yaml", WRONG, f"{WRONG}  # tf2cfn:ignore=parity-p5 all of them share it")
    assert shop.run() == ExitCode.CLEAN
    out = shop.text()
    assert "11 of 11 properties hold" in out
    assert "1 suppressed" in out
    assert "parity-p5" not in out
    assert "suppressed: all of them share it (data-stack.yaml#/" in shop.text("-v")
    [finding] = [f for f in shop.json()["findings"] if f["id"] == "parity-p5"]
    assert finding["suppressed"]["reason"] == "all of them share it"


def test_an_entry_of_the_configuration_accepts(shop: Shop) -> None:
    entry = '\n[[ignore]]\nid = "parity-p5"\nplace = "data-stack.yaml#/Resources/AccessPoint/*"\nreason = "shared"\n'
    shop.add("tf2cfn.toml", entry)
    assert shop.run() == ExitCode.CLEAN
    shop.change("tf2cfn.toml", "AccessPoint/*", "Elsewhere/*")
    assert shop.run() == ExitCode.FINDINGS
    assert "warning[suppression-unused]: suppression of parity-p5 accepts nothing\n  --> tf2cfn.toml:" in shop.text()


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('[[ignore]]\nid = "parity-p5"\n', "error[suppression-no-reason]"),
        ('[[ignore]]\nid = "parity-p55"\nreason = "r"\n', "= help: did you mean parity-p5?"),
        ('[[ignore]]\nreason = "r"\n', "error[suppression-unknown-id]: suppression without an id"),
    ],
)
def test_an_entry_with_a_fault_fails_the_run(entry: str, says: str, shop: Shop) -> None:
    shop.add("tf2cfn.toml", f"\n{entry}")
    assert shop.run() == ExitCode.FINDINGS
    assert says in shop.text()
    assert "error[parity-p5]" in shop.text()


@pytest.mark.parametrize(
    "entry", ["ignore = 1\n", "[ignore]\nid = 1\n", "[[ignore]]\nid = 1\n", '[[ignore]]\nids = "x"\n']
)
def test_an_entry_of_another_form_stops_the_run(entry: str, shop: Shop) -> None:
    path = shop.root / "tf2cfn.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{entry}{text}" if entry.startswith("ignore") else f"{text}\n{entry}", encoding="utf-8")
    assert shop.run() == ExitCode.CANNOT_RUN


def test_a_baseline_lets_known_findings_pass_and_no_others(shop: Shop, tmp_path: Path) -> None:
    known = str(tmp_path / "out" / "known.json")
    assert shop.run("--write-baseline", known) == ExitCode.CLEAN
    assert shop.run("--baseline", known) == ExitCode.CLEAN
    assert "2 known" in shop.text("--baseline", known)
    shop.add("templates/data-stack.yaml", "\n# lines below do not matter\n")
    shop.change("templates/data-stack.yaml", "Resources:\n", "\n\n# and lines above do not either\n\nResources:\n")
    assert shop.run("--baseline", known) == ExitCode.CLEAN
    shop.change("templates/data-stack.yaml", WRONG, 'Permissions: "707"}')
    assert shop.run("--baseline", known) == ExitCode.FINDINGS
    out = shop.text("--baseline", known, "-v")
    assert "Permissions is 707" in out
    assert "info[baseline-gone]: known finding is gone: parity-p5 of data-stack.yaml#/Resources/AccessPoint" in out


def test_a_baseline_shrinks_when_it_is_written_anew(shop: Shop, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    shop.run("--write-baseline", str(known))
    shop.change("templates/data-stack.yaml", WRONG, BROKEN)
    data = json.loads(known.read_text(encoding="utf-8"))
    data["findings"].append({"id": "rules-dropped", "summary": "of another command", "fingerprint": "ab"})
    known.write_text(json.dumps(data), encoding="utf-8")
    shop.run("--baseline", str(known), "--write-baseline", str(known))
    entries = json.loads(known.read_text(encoding="utf-8"))["findings"]
    assert [entry["id"] for entry in entries] == ["parity-added-parameter", "rules-dropped"]


def test_two_runs_write_the_same_baseline(shop: Shop, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shop.run("--write-baseline", str(tmp_path / name))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("text", [None, "[]"])
def test_a_baseline_that_cannot_be_read(text: str | None, shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert shop.run("--baseline", str(file)) == ExitCode.CANNOT_RUN


def test_a_run_that_shall_never_fail(shop: Shop) -> None:
    assert shop.run("--fail-on", "never") == ExitCode.CLEAN
    assert "error[parity-p5]" in shop.text("--fail-on", "never")


def test_places_have_their_line(shop: Shop) -> None:
    lines = (shop.root / "templates" / "data-stack.yaml").read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines, start=1) if WRONG in line)
    assert f"CreationInfo/Permissions (line {number})\n" in shop.text()
    [finding] = [f for f in shop.json()["findings"] if f["id"] == "parity-p5"]
    assert finding["template"]["line"] == number


def test_all_formats_at_once(shop: Shop, tmp_path: Path) -> None:
    report = tmp_path / "reports" / "parity"
    assert shop.run("--format", "text,json,markdown,html,sarif,junit", "-o", str(report)) == ExitCode.FINDINGS
    assert "10 of 11 properties hold" in report.with_suffix(".txt").read_text(encoding="utf-8")
    assert json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))["command"] == "parity"
    assert "10 of 11 properties hold" in report.with_suffix(".md").read_text(encoding="utf-8")
    assert "10 of 11 properties hold" in report.with_suffix(".html").read_text(encoding="utf-8")
    assert json.loads(report.with_suffix(".sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert ET.parse(report.with_suffix(".xml")).getroot().attrib["failures"] == "1"  # noqa: S314 - our own output


@pytest.mark.parametrize("form", ["json", "markdown", "html", "sarif", "junit"])
def test_no_report_names_an_absolute_path_and_two_runs_write_the_same(form: str, shop: Shop) -> None:
    first = shop.text("--format", form)
    assert f'"{shop.root}' not in first
    assert f">{shop.root}" not in first
    assert shop.text("--format", form) == first


# ---------------------------------------------------------------------------------------------- convert

LOSSY = GOOD.replace("}\n", "  enable_network_address_usage_metrics = true COMMENT\n}\n")


def lossy(comment: str) -> dict[str, str]:
    return {"main.tf": LOSSY.replace("COMMENT", comment)}


def test_a_comment_in_terraform_accepts_a_loss(convert: Convert) -> None:
    strict = ("--fail-on", "warning")
    assert convert(lossy(""), "-q").code == ExitCode.CLEAN
    run = convert(lossy("# tf2cfn:ignore=rules-argument-dropped nobody looks at these"), *strict)
    assert run.code == ExitCode.CLEAN
    assert "1 suppressed" in run.err
    assert "warning[" not in run.err


def test_the_comment_does_not_come_out_in_a_template(convert: Convert, tmp_path: Path) -> None:
    text = f"# the network\n# tf2cfn:ignore=rules-argument-dropped r\n{LOSSY.replace('COMMENT', '')}"
    assert convert({"main.tf": text}, "-q").code == ExitCode.CLEAN
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "output" / "templates").iterdir())
    assert "# the network" in written
    assert "tf2cfn:ignore" not in written


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("# tf2cfn:ignore=rules-argument-dropped", "error[suppression-no-reason]"),
        ("# tf2cfn:ignore=rules-argument-droped r", "did you mean rules-argument-dropped?"),
        ("# tf2cfn:ignore=rules-dropped r", "warning[suppression-unused]: suppression of rules-dropped"),
        ("# tf2cfn:ignore=hcl-syntax r", "error[suppression-refused]: hcl-syntax cannot be suppressed"),
    ],
)
def test_a_comment_with_a_fault(comment: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.tf").write_text(lossy(comment)["main.tf"], encoding="utf-8")
    code = main(["convert", str(tmp_path), "-o", str(tmp_path / "out")])
    err = capsys.readouterr().err
    assert says in err
    assert code == (ExitCode.FINDINGS if "error[" in says or "mean" in says else ExitCode.CLEAN)
    assert "main.tf:3:" in err


def test_a_comment_about_the_other_command_is_not_unused(convert: Convert) -> None:
    run = convert({"main.tf": f"# tf2cfn:ignore=parity-p7 r\n{GOOD}"})
    assert "suppression-unused" not in run.err


def test_what_stops_a_conversion_cannot_be_accepted(convert: Convert) -> None:
    text = 'output "x" { value = var.y } # tf2cfn:ignore=terraform-reference r\n'
    assert convert({"main.tf": text}).code == ExitCode.CANNOT_RUN


def test_reports_of_a_conversion(convert: Convert, tmp_path: Path) -> None:
    report = tmp_path / "report"
    assert convert(lossy(""), "--format", "json,html,sarif,junit,markdown", "--report", str(report)).code == 0
    data = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    assert data["command"] == "convert"
    items = {(item["kind"], item.get("path", "")): item["verdict"] for item in data["items"]}
    assert items["argument", "enable_network_address_usage_metrics"] == "dropped"
    assert items["argument", "cidr_block"] == "same"
    assert data["summary"]["figures"]["resources"] == 1
