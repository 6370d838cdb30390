"""The text that templates stand for, against Terraform: escapes, strip markers, indentation, line breaks."""

import base64
import json
import random
import subprocess
from pathlib import Path

import pytest

from converter.hcl import parse_file, syntax
from tests.hcl.terraform_fmt import MISSING
from tests.support.terraform_cli import find_terraform, terraform_environment


@pytest.mark.skipif(MISSING is not None, reason=MISSING or "")
@pytest.mark.parametrize("seed", range(3))
def test_terraform_renders_the_same(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311 - reproducible, not secret
    templates = [_template(chosen) for _ in range(300)]
    text = "locals {\n" + "".join(f"  c{number} = {template}\n" for number, template in enumerate(templates)) + "}\n"
    attributes = parse_file(text, "main.tf").body.blocks[0].body.attributes
    rendered = [_render(attribute.expression, {}) for attribute in attributes]
    (tmp_path / "main.tf").write_bytes(text.encode())
    theirs = _evaluated(tmp_path, [f"local.c{number}" for number in range(len(templates))])
    differing = [
        (template, ours, other)
        for template, ours, other in zip(templates, rendered, theirs, strict=True)
        if ours != other
    ]
    assert differing == []


def _evaluated(folder: Path, expressions: list[str]) -> list[object]:
    done = subprocess.run(
        [str(find_terraform()), "console"],
        input=f"base64encode(jsonencode([{', '.join(expressions)}]))\n",
        cwd=folder,
        env=terraform_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(base64.b64decode(json.loads(done.stdout)))
    assert isinstance(found, list)
    return found


_TEXTS = ["a", " ", "  ", "b c", "\t", "$ ", "% ", "$${", "%%{", "$$${", "}", "é", "\u00a0", "E x"]


def _template(chosen: random.Random) -> str:
    """A random quoted string or heredoc of constants."""
    style = chosen.choice(['"', "<<E", "<<-E", "<<-E"])
    if style == '"':
        return f'"{_content(chosen, chr(92) + "n", 3)}"'
    newline = chosen.choice(["\n", "\n", "\n", "\r\n"])
    content = _content(chosen, newline, 3)
    return f"{style}{newline}{content}{newline}{chosen.choice(['', '  ', chr(9)])}E"


def _content(chosen: random.Random, newline: str, depth: int) -> str:
    return "".join(_piece(chosen, newline, depth) for _ in range(chosen.randrange(6)))


def _piece(chosen: random.Random, newline: str, depth: int) -> str:
    kind = chosen.randrange(12)
    if kind < 3:
        return newline + " " * chosen.randrange(5)
    if kind < 7 or depth == 0:
        return chosen.choice(_TEXTS)
    left, right = (chosen.choice(["", "", "~"]) for _ in range(2))
    if kind < 9:
        return f'${{{left}"v"{right}}}'
    inner = _content(chosen, newline, depth - 1)
    ending_left, ending_right = (chosen.choice(["", "", "~"]) for _ in range(2))
    if kind == 9:
        return (
            f'%{{{left} for x in ["1", "2"] {right}}}{inner}${{x}}{_content(chosen, newline, depth - 1)}'
            f"%{{{ending_left} endfor {ending_right}}}"
        )
    condition = chosen.choice(["true", "false"])
    otherwise = f"%{{{right} else {left}}}{_content(chosen, newline, depth - 1)}" if kind == 10 else ""
    return f"%{{{left} if {condition} {right}}}{inner}{otherwise}%{{{ending_left} endif {ending_right}}}"


def _render(node: object, scope: dict[str, object]) -> object:
    """The value of a tree that :func:`_template` can lead to."""
    match node:
        case syntax.Literal(value=value):
            return value
        case syntax.Variable(name=name):
            return scope[name]
        case syntax.TupleExpression(items=items):
            return [_render(item, scope) for item in items]
        case syntax.TemplateWrap(expression=inner):
            return _render(inner, scope)
        case syntax.Template(parts=parts):
            return _join(parts, scope)
        case syntax.TemplateText(text=text):
            return text
        case syntax.TemplateInterpolation(expression=inner):
            return _render(inner, scope)
        case syntax.TemplateIf(condition=condition, then=then, otherwise=otherwise):
            return _join(then if _render(condition, scope) else otherwise, scope)
        case syntax.TemplateFor(value_name=name, collection=syntax.TupleExpression(items=items), body=body):
            return "".join(_join(body, {**scope, name: _render(item, scope)}) for item in items)
        case _:
            raise TypeError(type(node).__name__)


def _join(parts: tuple[syntax.TemplatePart, ...], scope: dict[str, object]) -> str:
    return "".join(str(_render(part, scope)) for part in parts)
