"""Root variables: where their values come from, which one wins, and what becomes of them."""

from __future__ import annotations

import pytest

from converter.terraform.types import describe
from converter.terraform.values import Mapping
from converter.terraform.walking import is_sensitive
from tests.terraform.shorthand import short
from tests.terraform.small_roots import Evaluated, Folder


def in_force(evaluated: Evaluated, name: str) -> str:
    value = evaluated.project.variables[name].in_force
    return "none" if value is None else short(value)


SOURCES = {
    "terraform.tfvars": "terraform.tfvars",
    "terraform.tfvars.json": "terraform.tfvars.json",
    "a.auto.tfvars": "a.auto.tfvars",
    "b.auto.tfvars.json": "b.auto.tfvars.json",
    "c.auto.tfvars": "c.auto.tfvars",
}
"""The files that are read without being named, from least to most important."""


def source(name: str) -> str:
    return f'{{"x": "{name}"}}' if name.endswith(".json") else f'x = "{name}"\n'


@pytest.mark.parametrize("count", range(len(SOURCES) + 1))
def test_a_later_file_wins_over_an_earlier_one_and_over_the_environment(count: int, folder: Folder) -> None:
    names = list(SOURCES)[:count]
    files = {"main.tf": 'variable "x" {}\n', "other.tfvars": 'x = "other"\n'} | {n: source(n) for n in names}
    evaluated = folder.evaluate(files, environment={"TF_VAR_x": "environment"})
    assert in_force(evaluated, "x") == f'"{names[-1] if names else "environment"}"'
    assert evaluated.errors == []


def test_what_the_command_line_names_wins_over_all_files(folder: Folder) -> None:
    files = {"main.tf": 'variable "x" {}\n', "given.tfvars": 'x = "given"\n', "z.auto.tfvars": 'x = "auto"\n'}
    assert in_force(folder.evaluate(files, var_files=["given.tfvars"]), "x") == '"given"'
    assert in_force(folder.evaluate(files, var=[("x", "1"), ("x", "2")]), "x") == '"2"'


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("string", "12", '"12"'),
        ("string", '"quoted"', '"\\"quoted\\""'),
        ("string", "", '""'),
        ("string", "${x}", '"${x}"'),
        ("number", "12", "12"),
        ("number", "0.10", "0.1"),
        ("bool", "true", "true"),
        ("bool", '"true"', "error"),
        ("number", "x", "error"),
        ("list(string)", '["a", 1]', '["a","1"]'),
        ("list(string)", "a", "error"),
        ("set(string)", '["b", "a", "b"]', '["a","b"]'),
        ("map(number)", '{ a = 1, "b" = "2" }', '{"a":1,"b":2}'),
        ("object({ a = string })", "{ a = 1, b = 2 }", '{"a":"1"}'),
        ("object({ a = string })", "{}", "error"),
        ("object({ a = optional(string, 7) })", "{}", '{"a":"7"}'),
        ("list(string)", "[var.x]", "error"),
        ("any", "[1]", "[1]"),
    ],
)
def test_text_on_the_command_line_and_in_the_environment(type_: str, text: str, value: str, folder: Folder) -> None:
    declared = f'variable "x" {{ type = {type_} }}\n'
    for evaluated in (
        folder.evaluate(declared, var=[("x", text)]),
        folder.evaluate(declared, environment={"TF_VAR_x": text}),
    ):
        assert ("error" if evaluated.errors else in_force(evaluated, "x")) == value


def test_values_never_change_what_a_parameter_defaults_to(folder: Folder) -> None:
    evaluated = folder.evaluate('variable "x" { default = "d" }\noutput "x" { value = var.x }', var=[("x", "g")])
    variable = evaluated.project.variables["x"]
    assert variable.default is not None
    assert (short(variable.default), in_force(evaluated, "x"), evaluated.output()) == ('"d"', '"g"', "x")


def test_a_given_null_is_the_default_only_where_null_is_not_allowed(folder: Folder) -> None:
    text = 'variable "a" { default = "d" }\nvariable "b" {\n  default  = "d"\n  nullable = false\n}\n'
    evaluated = folder.evaluate({"main.tf": text, "terraform.tfvars": "a = null\nb = null\n"})
    assert in_force(evaluated, "a") == "null"
    assert in_force(evaluated, "b") == '"d"'


@pytest.mark.parametrize(
    ("declaration", "kind"),
    [
        ("type = string", "string"),
        ("", "string"),
        ("type = any", "string"),
        ("default = 1", "number"),
        ("default = true", "bool"),
        ('default = "x"', "string"),
        ("type = list(string)", "list(string)"),
        ("type = set(number)", "set(number)"),
        ("type = list(object({ a = string }))", None),
        ("type = map(string)", None),
        ("default = []", None),
        ("default = {}", None),
        ("type = list(bool)", None),
        ("type = string\n  default = null", None),
    ],
)
def test_which_variables_a_parameter_can_carry(declaration: str, kind: str | None, folder: Folder) -> None:
    evaluated = folder.evaluate(f'variable "x" {{\n  {declaration}\n}}\n')
    variable = evaluated.project.variables["x"]
    assert variable.can_stay_symbolic == (kind is not None)
    if kind is not None:
        assert describe(variable.constraint.type) == kind


def test_what_is_sensitive_stays_so(folder: Folder) -> None:
    evaluated = folder.evaluate(
        """\
        variable "s" {
          default   = "d"
          sensitive = true
        }
        output "x" {
          value     = { a = "${var.s}!", b = upper(var.s), c = [for c in [var.s] : c], d = var.s == "x" ? 1 : 2 }
          sensitive = true
        }
        output "plain" { value = nonsensitive(var.s) }
        """,
        var=[("s", "given")],
    )
    values = {o.name: o.value for o in evaluated.evaluation.outputs}
    whole = values["x"]
    assert isinstance(whole, Mapping)
    assert {e.key for e in whole.entries if is_sensitive(e.value)} == {"a", "b", "c", "d"}
    assert not is_sensitive(values["plain"])
    given = evaluated.project.variables["s"].given
    assert given is not None
    assert given.sensitive


def test_an_undeclared_value_is_an_error_a_warning_or_nothing(folder: Folder) -> None:
    evaluated = folder.evaluate(
        {"main.tf": 'variable "x" { default = 1 }\n', "terraform.tfvars": "y = 1\n"},
        var=[("z", "1")],
        environment={"TF_VAR_w": "1"},
    )
    told = {f.summary: str(f.severity) for f in evaluated.findings}
    assert told == {
        "value for undeclared variable 'y'": "warning",
        "value for undeclared variable 'z'": "error",
    }
