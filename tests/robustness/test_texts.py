"""Texts that are no configuration, or one that nobody writes."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from converter.hcl import parse_file_leniently
from converter.hcl.json_syntax import parse_json_file_leniently
from tests.conftest import TERRAFORM
from tests.robustness.commands import convert, lay_out

_REAL = [path.read_bytes() for path in sorted(TERRAFORM.rglob("*.tf")) if path.stat().st_size < 6000]
_JSON = (
    b'{"variable": {"v": {"type": "list(string)", "default": ["a"]}}, "locals": {"a": "${var.v[0]}-${1 + 2}"},\n'
    b' "resource": {"aws_sqs_queue": {"q": {"name": "%{if true}x%{endif}", "tags": {"a": null}}}}}\n'
)

_NESTED = {
    "parentheses": ("(", ")"), "brackets": ("[", "]"), "braces": ("{a=", "}"), "templates": ('"${', '}"'),
    "directives": ('"%{if true}${', '}%{endif}"'), "not": ("!", ""), "minus": ("-", ""),
    "conditionals": ("true ? 1 : ", ""),
    "for": ("[for a in [1]: ", "]"), "calls": ("abs(", ")"), "indexes": ("a[", "]"), "heredocs": ("<<E\n${", "}\nE\n"),
    "attributes": ("a", ".b"), "sums": ("1", "+1"), "splats": ("a", "[*]"),
}  # fmt: skip


@pytest.mark.parametrize("depth", [60, 190, 20_000])
@pytest.mark.parametrize("kind", _NESTED)
def test_nesting(kind: str, depth: int, tmp_path: Path) -> None:
    opening, closing = _NESTED[kind]
    repeated = closing * depth if kind in {"attributes", "sums", "splats"} else f"1{closing * depth}"
    start = opening if kind in {"attributes", "sums", "splats"} else opening * depth
    text = 'output "o" {\n  value = ' + start + repeated + "\n}\n"
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code in {0, 2}
    assert depth < 1000 or "too deep" in outcome.text


@pytest.mark.parametrize(
    "text", ["a {\n" * 20_000 + "}\n" * 20_000, "a {\n" * 20_000, "}\n" * 20_000, "a = $\n" * 20_000]
)
def test_blocks(text: str, tmp_path: Path) -> None:
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code == 2
    assert len(outcome.text) < 200_000


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("main.tf", b"\xff\xfe" * 5000, "not UTF-8"),
        ("main.tf", "a = 1\n".encode("utf-16"), "not UTF-8"),
        ("main.tf", b'output "o" {\n  value = "\0"\n}\n\0\n', "U+0000"),
        ("main.tf", b'output "o" {\n  value = "\xed\xa0\x80"\n}\n', "not UTF-8"),
        ("main.tf", 'output "o" {\n  value = "\\ud800"\n}\n', "escape"),
        ("main.tf", random.Random(3).randbytes(50_000), "not UTF-8"),  # noqa: S311
        ("main.tf", b"#" * 10_000_000, "too large"),
        ("main.tf", "locals {\n  a = [" + "1, " * 400_000 + "]\n}\n", "file is too long"),
        ("main.tf", "a " * 400_000, "file is too long"),
        ("main.tf", 'locals {\n  a = "' + "x" * 1_000_000 + '"\n  b = "\n}\n', "quoted string is not closed"),
        ("main.tf.json", '{"locals": {"a": ' + "[" * 100_000, "nesting is too deep"),
        ("main.tf.json", '{"locals": {"a": 1e' + "9" * 5000 + "}}", "number is out of range"),
        ("main.tf.json", '{"locals": {"a": 1e999999999}}', "number is out of range"),
        ("terraform.tfvars", "v = pow(10, 1e9)\n", "function calls not allowed"),
        ("terraform.tfvars", b"v = \xff\n", "not UTF-8"),
        ("terraform.tfvars.json", '{"v": 1e999999999}', "number is out of range"),
        ("terraform.tfvars.json", '{"v": ' + "[" * 200 + "]" * 200 + "}", "nesting is too deep"),
        ("tf2cfn.toml", b"\xff\xfe", "tf2cfn.toml"),
        ("tf2cfn.toml", "a = " + "[" * 10_000, "tf2cfn.toml"),
    ],
)
def test_file(name: str, text: str | bytes, message: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"other.tf": 'variable "v" {\n  default = 1\n}\n', name: text}
    outcome = convert(lay_out(tmp_path / "root", files), tmp_path / "out")
    assert outcome.code == 2
    assert message in outcome.text
    assert len(outcome.text) < 200_000


def test_long_line_is_not_shown_in_full(tmp_path: Path) -> None:
    text = 'output "o" {\n  value = ["' + "x" * 500_000 + '", nonesuch.x]\n}\n'
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code == 2
    assert len(outcome.text) < 20_000


def _mutate(text: bytes, cuts: list[tuple[int, int, int, bytes]]) -> bytes:
    """Some stretches deleted, doubled, cut off, or replaced by other bytes."""
    for at, length, kind, other in cuts:
        start = at % (len(text) + 1)
        stretch = text[start : start + length]
        middle = (b"", stretch * 2, other, bytes(b ^ 1 << at % 8 for b in stretch))[kind % 4]
        text = text[:start] if kind == 9 else text[:start] + middle + text[start + length :]
    return text


_CUTS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 40), st.integers(0, 9), st.binary(max_size=4)),
    min_size=1,
    max_size=6,
)


@given(st.sampled_from(_REAL), _CUTS)
@settings(max_examples=300, deadline=None)
def test_mutated_file_gives_a_tree_and_findings(text: bytes, cuts: list[tuple[int, int, int, bytes]]) -> None:
    _, findings = parse_file_leniently(_mutate(text, cuts), "x.tf")
    assert all(f.summary and f.subject for f in findings)


@given(_CUTS)
@settings(max_examples=300, deadline=None)
def test_mutated_json_gives_a_tree_or_findings(cuts: list[tuple[int, int, int, bytes]]) -> None:
    tree, findings = parse_json_file_leniently(_mutate(_JSON, cuts), "x.tf.json")
    assert tree is not None or findings


@given(st.sampled_from(_REAL), _CUTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_configuration_is_converted_or_refused(
    tmp_path: Path, text: bytes, cuts: list[tuple[int, int, int, bytes]]
) -> None:
    root = lay_out(tmp_path / "root", {"main.tf": _mutate(text, cuts)})
    assert convert(root, tmp_path / "out", "--allow-partial").code in {0, 1, 2}
