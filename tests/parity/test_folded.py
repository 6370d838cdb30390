"""Parameters and outputs that are pieces of others: parity knows which from the configuration, and sees each piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.findings import Findings, Severity
from converter.parity.check import check_parity
from converter.parity.comparison.model import ItemKind
from converter.parity.comparison.proof import prove
from converter.parity.templates import TemplateFolder
from converter.parity.today import convert_today
from converter.project_configuration import load_configuration
from converter.rules.ledger import Verdict
from converter.terraform.loading import load
from tests.parity.converted import Root, item

SWITCHES, SIZES = 12, 195
TEXT = "\n".join(
    (
        *(f'variable "use_{n:03}" {{\n type = bool\n default = {str(n % 3 == 0).lower()}\n}}' for n in range(SWITCHES)),
        *(f'variable "size_{n:03}" {{\n type = number\n default = {n}\n}}' for n in range(SIZES)),
        'resource "aws_sqs_queue" "first" {\n  name = "one"\n  tags = {',
        *(f'    u{n:03} = var.use_{n:03} ? "yes" : "no"' for n in range(SWITCHES)),
        *(f"    s{n:03} = var.size_{n:03}" for n in range(SIZES)),
        "  }\n}",
        'resource "aws_sqs_queue" "second" {\n  count = var.use_001 ? 1 : 0\n  name  = "two"\n}',
        *(f'output "use_{n:03}" {{\n value = var.use_{n:03}\n}}' for n in range(SWITCHES)),
        *(f'output "size_{n:03}" {{\n value = var.size_{n:03}\n}}' for n in range(SIZES)),
    )
)
MAIN, MESSAGING = "templates/main-stack.yaml", "templates/messaging-stack.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Root.converted(tmp_path_factory.mktemp("folded"), TEXT).folder


@pytest.fixture
def root(folder: Path) -> Root:
    return Root(folder)


def told(root: Root) -> list[str]:
    """The errors of the comparison."""
    findings = Findings()
    project = load(root.folder, findings)
    assert project is not None
    configuration = load_configuration(root.folder, findings)
    today = convert_today(project, configuration, findings)
    assert today is not None
    proof = prove(project, TemplateFolder(root.templates), configuration, today)
    return [f.summary for f in proof.findings if f.severity is Severity.ERROR]


def test_a_fresh_pair_is_alike(root: Root) -> None:
    report = root.report()
    assert [f.summary for f in report.findings if f.severity is Severity.ERROR] == []
    variable = item(report, ItemKind.VARIABLE, "var.use_001")
    assert (variable.verdict, variable.reason) == (Verdict.EQUIVALENT, "a piece of UseSwitches")
    output = item(report, ItemKind.OUTPUT, "output.size_001")
    assert (output.verdict, output.reason) == (Verdict.EQUIVALENT, "a piece of SizeValues")


def test_the_properties_alone_know_it_too(root: Root) -> None:
    findings = Findings()
    project = load(root.folder, findings)
    assert project is not None
    configuration = load_configuration(root.folder, findings)
    report = check_parity(project, root.templates, configuration, properties_only=True)
    assert [f.summary for f in report.findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "summary"),
    [
        (
            MAIN,
            "    Default: true,false,false,",
            "    Default: true,true,false,",
            "piece 1 of parameter UseSwitches has another default, unlike variable use_001",
        ),
        (
            MAIN,
            "AllowedPattern: ^(true|false)(,(true|false)){11}$",
            "AllowedPattern: ^(true|false)(,[a-z]+){11}$",
            "parameter UseSwitches does not take the values that a conversion of today gives it",
        ),
        (
            MESSAGING,
            "  Use001IsTrue: !Equals [!Select [1,",
            "  Use001IsTrue: !Equals [!Select [3,",
            "the templates differ from the configuration: SecondSqsQueue0",
        ),
        (
            MAIN,
            "        - !Ref Size004\n",
            "        - !Ref Size005\n",
            "output SizeValues differs from the configuration's",
        ),
    ],
)
def test_a_change_of_one_piece_is_found(root: Root, file: str, old: str, new: str, summary: str) -> None:
    path = root.folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    try:
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert summary in told(root)
    finally:
        path.write_text(text, encoding="utf-8")
