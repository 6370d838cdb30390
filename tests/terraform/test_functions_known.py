"""Functions, operators and conversions over known values: Terraform itself has the last word."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest

from converter.terraform.numbers import number_text, parse_number
from converter.terraform.types import describe, from_json
from tests.support.expressions import Answer, Failure, Unknown, evaluate_expressions
from tests.support.terraform_cli import find_terraform
from tests.terraform.evaluating import LocalFiles, answer, evaluate, written

RECORDED = Path(__file__).parent / "functions_known.txt"

needs_terraform = pytest.mark.skipif(find_terraform() is None, reason="terraform is not on PATH")

# What Terraform 1.11 does otherwise, and why we do not.
DEVIATIONS = {
    'element(["a","b"],-1)': 'string "b"',  # panics in 1.11; counts from the end since
    "contains([null],null)": "bool true",  # refuses null in 1.11; finds it since
    'cidrsubnet("10.0.0.0/16",-1,0)': "error",  # gives a larger network
    'cidrsubnet("10.0.0.0/16",8,-1)': "error",  # gives 0.0.1.0/24, outside the prefix
}


def recorded() -> list[tuple[str, str]]:
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit("  =>  ", 1) for line in lines if line and not line.startswith("#")]
    return [(expression, result) for expression, result in pairs]


def normalised(result: str) -> str:
    """The JSON in a result with numbers in one form and strings unescaped alike."""
    if result in ("error", "unknown") or result.startswith("residual"):
        return result
    start = _start_of_json(result)
    return f"{result[:start]}{_canonical(json.loads(result[start:], parse_int=_Number, parse_float=_Number))}"


def _start_of_json(result: str) -> int:
    for position, character in enumerate(result):
        if character == " ":
            try:
                json.loads(result[position + 1 :])
            except ValueError:
                continue
            return position + 1
    raise ValueError(result)


class _Number(str):
    """A number as it stands in the text."""

    __slots__ = ()


def _canonical(value: object) -> str:
    match value:
        case _Number():
            number = parse_number(value)
            assert number is not None
            return number_text(number)
        case list():
            return f"[{','.join(map(_canonical, value))}]"
        case dict():
            return f"{{{','.join(f'{json.dumps(k)}:{_canonical(value[k])}' for k in sorted(value))}}}"
        case _:
            return json.dumps(value)


def as_result(given: Answer) -> str:
    match given:
        case Failure():
            return "error"
        case Unknown():
            return "unknown"
        case _:
            return f"{describe(from_json(given.type))} {given.json}"


@pytest.mark.parametrize(("expression", "result"), recorded())
def test_recorded(expression: str, result: str) -> None:
    assert normalised(answer(expression)) == normalised(result)


@pytest.mark.parametrize(("expression", "result"), DEVIATIONS.items())
def test_deviation(expression: str, result: str) -> None:
    assert answer(expression) == result


@needs_terraform
def test_terraform_still_says_so() -> None:
    pairs = recorded()
    given = evaluate_expressions([expression for expression, _ in pairs])
    found = {e: normalised(as_result(a)) for (e, _), a in zip(pairs, given, strict=True)}
    assert found == {e: normalised(result) for e, result in pairs}


FILES = {
    "a.txt": b"h\xc3\xa9llo\n",
    "sub/b.txt": b"b",
    "sub/c.json": b'{"x":1}',
    "sub/deep/d.txt": b"",
    "binary": b"\xff\xfe",
    "greeting.tmpl": b"hello ${name}%{ for x in xs } ${x}%{ endfor }!",
    "number.tmpl": b"${1 + n}",
}
FILE_EXPRESSIONS = [
    'file("a.txt")', 'file("./sub/../a.txt")', 'file("none")', 'file("binary")', 'filebase64("binary")',
    'fileexists("a.txt")', 'fileexists("none")', 'fileexists("sub")', 'filemd5("a.txt")', 'filesha1("a.txt")',
    'filesha256("a.txt")', 'filesha512("a.txt")', 'filebase64sha256("a.txt")', 'filebase64sha512("binary")',
    'filesha256("none")', 'fileset(".", "*.txt")', 'fileset(".", "**/*.txt")',
    'fileset("sub", "*")', 'fileset("sub", "{b,c}.*")', 'fileset("sub", "[a-b].txt")', 'fileset("sub", "?.json")',
    'fileset("none", "*")', 'fileset(".", "sub/*")', 'fileset("sub", "**/*")', 'fileset(".", "nothing*")',
    'templatefile("greeting.tmpl", { name = "w", xs = ["a", "b"] })', 'templatefile("number.tmpl", { n = 2 })',
    'templatefile("greeting.tmpl", { name = "w" })', 'templatefile("greeting.tmpl", [])', 'templatefile("none", {})',
    'templatefile("greeting.tmpl", { name = "w", xs = [], "0" = 1 })', 'jsondecode(file("sub/c.json")).x',
]  # fmt: skip


@needs_terraform
def test_files(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    # Terraform's own files lie beside these, so patterns that match everything are asked for below a folder.
    given = evaluate_expressions(FILE_EXPRESSIONS, fixtures=tmp_path)
    ours = {e: normalised(answer(e, LocalFiles(tmp_path))) for e in FILE_EXPRESSIONS}
    assert ours == {e: normalised(as_result(a)) for e, a in zip(FILE_EXPRESSIONS, given, strict=True)}


@pytest.mark.parametrize("name", ["timestamp()", "plantimestamp()", "uuid()", 'bcrypt("a")', 'abspath("a")'])
def test_what_differs_between_runs_is_unknown(name: str) -> None:
    assert answer(name) == "unknown"
    assert answer(f"{name} == null") == "bool false"


def test_gzip_gives_the_content_back() -> None:
    text = json.loads(written(evaluate('base64gzip("some text")')))
    assert gzip.decompress(base64.b64decode(text)) == b"some text"
