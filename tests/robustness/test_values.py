"""Expressions that would grow beyond all bounds end in a message, soon and in little memory."""

from pathlib import Path

import pytest

from tests.robustness.commands import convert, lay_out, run

_LEVELS = 40


def _doubled(first: str, step: str) -> str:
    """Locals of which each one is made of the one before, twice."""
    lines = [f"  a0 = {first}"]
    lines += [
        f"  a{level} = " + step.replace("@", f"local.a{level - 1}").replace("#", str(level))
        for level in range(1, _LEVELS + 1)
    ]
    return "locals {\n" + "\n".join(lines) + '\n}\nvariable "p" {\n  type    = string\n  default = "x"\n}\n'


_FLAGS = "".join(f'variable "f{n}" {{\n  type    = bool\n  default = false\n}}\n' for n in range(60))


def _pigeons(pigeons: int, holes: int) -> str:
    """That each pigeon has a hole of its own: no way to see that there are too few but to try."""
    flag = [[f"var.f{pigeon * holes + hole}" for hole in range(holes)] for pigeon in range(pigeons)]
    somewhere = [" || ".join(row) for row in flag]
    alone = [
        f"!{flag[one][hole]} || !{flag[other][hole]}"
        for hole in range(holes)
        for one in range(pigeons)
        for other in range(one)
    ]
    return f"alltrue([{', '.join(somewhere + alone)}])"


_GUARDED = "concat(" + ", ".join(f'var.f{n} ? ["{n}"] : []' for n in range(40)) + ")"
_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]\n" for n in range(1, 12)
)
_TEXT = 'join("", [for i in range(1000): "xxxxxxxxxx"])'

BOMBS = [
    ("local.a40", _doubled('"xxxx"', '"${@}${@}"'), "string is too long"),
    ("length(local.a40)", _doubled('["x"]', "concat(@, @)"), "value is too large"),
    ("local.a40", _doubled('["x"]', "[@, @]"), "value is too large"),
    ("local.a40 == local.a40", _doubled("{}", "{ l = @, r = @ }"), "value is too large"),
    ("local.a40", _doubled("var.p", '"${@}${@}"'), "value is too large"),
    ("local.a40", _doubled("var.p", 'var.p == "#" ? "${@}a" : "${@}b"'), "is too"),
    ('local.a40 ? "a" : "b"', _doubled('var.p == "x"', '(@ && var.p == "y") || (!@ && var.p != "y")'), "is too"),
    (f'{_pigeons(8, 7)} ? "a" : "b"', _FLAGS, "condition is too complex"),
    (f"try({_GUARDED}[5], 1)", _FLAGS, "exist only under conditions"),
    ("try(local.a40, 1)", _doubled('["x"]', "[@, @]"), "value is too large"),
    ("range(1000000000)", "", "more than 1024 values"),
    ("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]", "", "evaluation takes too long"),
    ("setproduct(range(1000), range(1000), range(1000))", "", "value is too large"),
    ("toset([for p in setproduct(range(900), range(900)) : join(p)])", "", "value is too large"),
    ('format("%1000000000d", 1)', "", "format is too wide"),
    (f'format("%{"9" * 5000}d", 1)', "", "format is too wide"),
    ('format("%.1000000000f", 1)', "", "format is too wide"),
    ('indent(1000000000, "a\\nb")', "", "string is too long"),
    (f'join({_TEXT}, [for i in range(1024) : "{"x" * 9999}"])', "", "string is too long"),
    (f'replace(replace({_TEXT}, "x", {_TEXT}), "x", {_TEXT})', "", "string is too long"),
    (f'replace({_TEXT}, "/x/", {_TEXT})', "", "string is too long"),
    (f'parseint("{"9" * 100_000}", 10)', "", "number is too long"),
    ("1e999999999", "", "number is out of range"),
    ("1e" + "9" * 5000, "", "number is out of range"),
    ('yamldecode(file("f"))', _LAUGHS, "value is too large"),
    ('yamldecode(file("f"))', "[" * 20_000 + "]" * 20_000, "nested deeper"),
    ('yamldecode("&a [*a]")', "", "undefined anchor"),
    ('csvdecode(file("f"))', "a,b,c\n" + "1,2,3\n" * 300_000, "value is too large"),
    ('jsondecode(file("f"))', "[" * 100_000 + "]" * 100_000, "jsondecode"),
    ('templatefile("f", {})', '${templatefile("f", {})}', "templatefile"),
    (
        'templatefile("f", {})',
        "%{for a in range(1000)}%{for b in range(1000)}" + "x" * 99 + "%{endfor}%{endfor}",
        "long",
    ),
    ('cidrsubnets("::/0", [for i in range(1000) : 100]...)', "", "cidrsubnets"),
    ('cidrhost("10.0.0.0/8", 1e300)', "", "cidrhost"),
    ('regex("((a{1000}){1000}){1000}", "a")', "", "invalid regexp pattern"),
]


@pytest.mark.parametrize(("expression", "given", "message"), BOMBS, ids=range(len(BOMBS)))
def test_bomb(expression: str, given: str, message: str, tmp_path: Path) -> None:
    """``given`` is the rest of the configuration, or the file ``f`` where the expression reads one."""
    output = 'output "o" {\n  value = ' + expression + "\n}\n"
    files = {"main.tf": output, "f": given} if '"f"' in expression else {"main.tf": given + output}
    outcome = convert(lay_out(tmp_path / "root", files), tmp_path / "out")
    assert outcome.code == 2
    assert message in outcome.text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "expression",
    [
        "pow(10, 1e9)", "pow(1e300, 1e300)", "pow(2, -1e9)", "1e4000 % 7", 'regexall("(x+x+)+y", "' + "x" * 5000 + '")',
        'replace("' + "a" * 5000 + '", "/(a*)*b/", "$1")', 'fileset(".", "' + "*" * 3000 + '")',
        'cidrsubnets("10.0.0.0/8", [for i in range(1000) : 20]...)', '"${range(1024)[1023]}"',
    ],
)  # fmt: skip
def test_what_only_looks_like_one(expression: str, tmp_path: Path) -> None:
    output = 'output "o" {\n  value = ' + f"length(jsonencode({expression}))" + "\n}\n"
    assert convert(lay_out(tmp_path / "root", {"main.tf": output}), tmp_path / "out").code in {0, 2}


@pytest.mark.parametrize(
    ("repetition", "message"),
    [
        ("count = 1e9", "too many instances"),
        ("count = 1e999999999", "number is out of range"),
        ("for_each = toset([for p in setproduct(range(900), range(900)) : jsonencode(p)])", "value is too large"),
    ],
)
def test_repetition(repetition: str, message: str, tmp_path: Path) -> None:
    text = 'resource "aws_sqs_queue" "q" {\n  ' + repetition + "\n}\n"
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code == 2
    assert message in outcome.text


def test_argument_of_a_data_source_that_has_another_type(tmp_path: Path) -> None:
    text = 'data "aws_iam_role" "r" {\n  name = toset(["a"])\n}\noutput "o" {\n  value = data.aws_iam_role.r.name\n}\n'
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code == 2
    assert "string required" in outcome.text


@pytest.mark.parametrize(
    "step",
    [
        "(local.a@ && var.on) || var.off",
        '(local.a@ && var.p == "#") || var.q == "#"',
        'local.a@ ? var.p == "#" : var.q == "#"',
    ],
)
def test_condition_made_of_conditions(step: str, tmp_path: Path) -> None:
    """Each condition contains the one before."""
    given = "".join(f'variable "{n}" {{\n  type    = string\n  default = "x"\n}}\n' for n in "pq")
    given += "".join(f'variable "{n}" {{\n  type    = bool\n  default = true\n}}\n' for n in ("on", "off"))
    levels = [f"  a{n} = " + step.replace("@", str(n - 1)).replace("#", str(n)) for n in range(1, 400)]
    text = given + "locals {\n  a0 = var.on\n" + "\n".join(levels) + "\n}\n"
    text += 'resource "aws_sqs_queue" "q" {\n  count = local.a399 ? 1 : 0\n}\n'
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code == 2
    assert "condition is too complex" in outcome.text


def test_chain_of_very_many_references(tmp_path: Path) -> None:
    levels = "\n".join(f"  a{n} = local.a{n - 1} + 1" for n in range(1, 5000))
    text = "locals {\n  a0 = 1\n" + levels + "\n}\n" + 'output "o" {\n  value = local.a4999\n}\n'
    outcome = convert(lay_out(tmp_path / "root", {"main.tf": text}), tmp_path / "out")
    assert outcome.code == 2
    assert "nested too deeply" in outcome.text


_MANY_FLAGS = (
    f"  any = {' || '.join(f'var.f{n}' for n in range(50))}\n  all = {' && '.join(f'var.f{n}' for n in range(50))}\n"
)
_MANY_TEXTS = "".join(
    f"  {name} = " + " || ".join(f'var.t{n % 4} == "k{n}"' for n in numbers) + "\n"
    for name, numbers in (("any", range(120)), ("all", range(120, 240)))
)
_MANY_LEVELS = "  a0 = var.f0\n" + "".join(
    f'  a{n} = (local.a{n - 1} && var.t0 == "{n}") || var.t1 == "{n}"\n' for n in range(1, 45)
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("conditions", "wanted", "told"),
    [
        (_MANY_FLAGS, "local.any && !local.all", True),
        (_MANY_TEXTS, "local.any || local.all", True),
        (_MANY_LEVELS, "local.a44", False),
    ],
    ids=["flags", "texts", "levels"],
)
def test_parity_over_very_many_decisions(conditions: str, wanted: str, told: bool, tmp_path: Path) -> None:
    """It ends soon, and tells what it did not try."""
    texts = "".join(f'variable "t{n}" {{\n  type    = string\n  default = "x"\n}}\n' for n in range(4))
    topic = f'resource "aws_sns_topic" "t" {{\n  count = {wanted} ? 1 : 0\n}}\n'
    text = f"{_FLAGS}{texts}locals {{\n{conditions}}}\n{topic}"
    root = lay_out(tmp_path / "root", {"main.tf": text})
    assert convert(root, tmp_path / "out").code in {0, 1}
    outcome = run("parity", str(root), "--templates", str(tmp_path / "out" / "templates"))
    assert outcome.code == 0
    assert ("were not tried" in outcome.text) is told
