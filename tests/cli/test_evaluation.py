"""``tf2cfn console`` and ``tf2cfn inspect`` as a user runs them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from converter.cli import main

ROOT = """
variable "name" { default = "web" }
variable "size" { type = number }
variable "secret" {
  default   = "s3cret-value"
  sensitive = true
}
locals { upper = upper(var.name) }
resource "aws_sqs_queue" "main" {
  count = 2
  name  = "${var.name}-${count.index}"
}
resource "aws_sns_topic" "one" {
  name              = var.name
  kms_master_key_id = aws_sqs_queue.main[0].arn
  tags              = { Secret = var.secret }
}
data "aws_region" "current" {}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(ROOT)
    (tmp_path / "hello.txt").write_text("hello\n")
    return tmp_path


def console(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, *argv: str) -> list[Any]:
    """The answers to what is given on stdin."""
    stdin = io.TextIOWrapper(io.BytesIO(given.encode("utf-8", "surrogateescape")))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["console", *argv]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


ANSWERS = [
    ("1 + 1", {"type": "number", "json": "2"}),
    ("0.1 + 0.2", {"type": "number", "json": "0.3"}),
    ('"a"', {"type": "string", "json": '"a"'}),
    ("null", {"type": "dynamic", "json": "null"}),
    ("tostring(null)", {"type": "string", "json": "null"}),
    ('toset(["b", "a"])', {"type": ["set", "string"], "json": '["a","b"]'}),
    ('{ b = 1, a = ["x", true] }',
     {"type": ["object", {"a": ["tuple", ["string", "bool"]], "b": "number"}], "json": '{"a":["x",true],"b":1}'}),
    ("local.upper", {"type": "string", "json": '"WEB"'}),
    ("var.size", {"type": "number", "unknown": True}),
    ("[var.size, 1]", {"type": ["tuple", ["number", "number"]], "unknown": True}),
    ("aws_sqs_queue.main[1].name", {"type": "string", "json": '"web-1"'}),
    ("aws_sqs_queue.main[*].arn", {"type": ["tuple", ["string", "string"]], "unknown": True}),
    ("length(aws_sqs_queue.main)", {"type": "number", "json": "2"}),
    ("timestamp()", {"type": "string", "unknown": True}),
    ("var.secret", {"type": "string", "sensitive": True}),
    ("{ a = [var.secret] }", {"type": ["object", {"a": ["tuple", ["string"]]}], "sensitive": True}),
    ("nonsensitive(length(var.secret))", {"type": "number", "json": "12"}),
    ('file("hello.txt")', {"type": "string", "json": '"hello\\n"'}),
]  # fmt: skip


def test_answers(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given = "".join(f"{expression}\n" for expression, _ in ANSWERS)
    found = console(monkeypatch, capsys, given, str(root))
    assert found == [answer for _, answer in ANSWERS]


ERRORS = [
    ('1 + "x"', "Invalid operand"),
    ("upper([])", "Invalid function argument"),
    ("nope()", "Call to unknown function"),
    ("var.nope", "Reference to undeclared input variable"),
    ("[1][2]", "Invalid index"),
    ("{}.a", "Unsupported attribute"),
    ("try(nope, 1)", "Invalid reference"),
    ('file("../secret")', "Invalid function argument"),
    ("upper(var.secret) + 1", "Invalid operand"),
]  # fmt: skip


def test_errors(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    found = console(monkeypatch, capsys, "".join(f"{e}\n" for e, _ in ERRORS), str(root))
    assert [answer["error"] for answer in found] == [summary for _, summary in ERRORS]
    assert all(answer["detail"] for answer in found)
    assert "s3cret" not in json.dumps(found).lower()


def test_every_line_has_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = console(monkeypatch, capsys, "\n1\r\n  \n# comment\n\x85\n\udcff\n1 / 0\n2", str(tmp_path))
    assert [answer.get("json", "error") for answer in found] == [
        "error", "1", "error", "error", "error", "error", "error", "2",
    ]  # fmt: skip


def test_json_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps("<<EOT\na\n  b\nEOT\n"), json.dumps("[\n  1,\n  2,\n]"), "not json", "1", '"\\ud800"']
    found = console(monkeypatch, capsys, "\n".join(lines), "--json", str(tmp_path))
    assert [answer.get("json") for answer in found] == ['"a\\n  b\\n"', "[1,2]", None, None, None]


def test_variables(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "x.tfvars").write_text('name = "file"\n')
    argv = [str(root), "--var-file", str(root / "x.tfvars"), "--var", "size=3"]
    found = console(monkeypatch, capsys, "local.upper\nvar.size + 1\n", *argv)
    assert [answer["json"] for answer in found] == ['"FILE"', "4"]


def test_a_line_is_answered_before_the_next_is_read(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "converter.cli", "console", str(tmp_path)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(f"{number} + 1\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["json"] == str(number + 1)
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_broken_configuration_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.tf").write_text("locals {\n  a = \n}\n")
    assert main(["console", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "main.tf:2" in captured.err


def inspect(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    assert main(["inspect", *argv, "--format", "json"]) == 0
    return {entry["address"]: entry for entry in json.loads(capsys.readouterr().out)["resources"]}


def test_inspect(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = inspect(capsys, str(root), "--var", "size=1")
    assert list(found) == [
        "aws_sns_topic.one",
        "aws_sqs_queue.main[0]",
        "aws_sqs_queue.main[1]",
        "data.aws_region.current",
    ]
    queue = found["aws_sqs_queue.main[1]"]
    assert {k: queue[k] for k in ("mode", "type", "name", "index")} == {
        "mode": "managed", "type": "aws_sqs_queue", "name": "main", "index": 1,
    }  # fmt: skip
    assert queue["values"]["name"] == "web-1"
    assert queue["values"]["visibility_timeout_seconds"] is None
    assert queue["unknown"]["arn"] is True
    assert "arn" not in queue["values"]
    topic = found["aws_sns_topic.one"]
    assert topic["unknown"]["kms_master_key_id"] is True
    assert topic["values"]["tags"] == {}
    assert topic["sensitive"]["tags"] == {"Secret": True}
    assert found["data.aws_region.current"]["mode"] == "data"
    assert "s3cret" not in json.dumps(found)


def test_inspect_as_a_table(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(root), "--var", "size=1"]) == 0
    out = capsys.readouterr().out
    assert "aws_sqs_queue.main[0]" in out
    assert "4 instances" in out


def test_inspect_needs_the_variables(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(root)]) == 2
    assert "no value for required variable 'size'" in capsys.readouterr().err
