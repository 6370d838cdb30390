"""Configuration in JSON syntax."""

import json

import pytest

from converter.findings import FindingError, Position, Span
from converter.hcl import blocks_of, parse_file, parse_json_file, syntax
from converter.hcl.json_syntax import parse_json_file_leniently
from tests.hcl.trees import sexpr


def _parse(value: object) -> syntax.Body:
    return parse_json_file(json.dumps(value), "x.tf.json").body


def _native(text: str) -> syntax.Body:
    return parse_file(text, "x.tf").body


@pytest.mark.parametrize(
    ("value", "native"),
    [
        ({"locals": {"a": 1, "b": "x${y}"}}, 'locals {\n  a = 1\n  b = "x${y}"\n}\n'),
        ({"locals": [{"a": 1}, {"b": 2}]}, "locals {\n  a = 1\n}\nlocals {\n  b = 2\n}\n"),
        (
            {"resource": {"a": {"b": {"c": "${d.e}", "f": [1, None, True]}}}},
            'resource "a" "b" {\n  c = "${d.e}"\n  f = [1, null, true]\n}\n',
        ),
        ({"resource": {"a": {"b": {}, "c": {}}}}, 'resource "a" "b" {}\nresource "a" "c" {}\n'),
        ({"resource": [{"a": {"b": {}}}, {"a": [{"c": {}}]}]}, 'resource "a" "b" {}\nresource "a" "c" {}\n'),
        ({"variable": {"a": {"type": "list(string)"}}}, 'variable "a" {\n  type = list(string)\n}\n'),
        ({"variable": {"a": {"default": "${b}"}}}, 'variable "a" {\n  default = "$${b}"\n}\n'),
        (
            {"resource": {"a": {"b": {"depends_on": ["c.d", "e.f[0]"], "provider": "g.h"}}}},
            'resource "a" "b" {\n  depends_on = [c.d, e.f[0]]\n  provider = g.h\n}\n',
        ),
        (
            {"resource": {"a": {"b": {"lifecycle": {"ignore_changes": ["c", 'd["e"]'], "prevent_destroy": True}}}}},
            'resource "a" "b" {\n  lifecycle {\n    ignore_changes = [c, d["e"]]\n    prevent_destroy = true\n  }\n}\n',
        ),
        (
            {"resource": {"a": {"b": {"lifecycle": {"ignore_changes": "all"}}}}},
            'resource "a" "b" {\n  lifecycle {\n    ignore_changes = all\n  }\n}\n',
        ),
        (
            {"resource": {"a": {"b": {"lifecycle": {"precondition": [{"condition": "${c}", "error_message": "d"}]}}}}},
            """resource "a" "b" {
                 lifecycle {
                   precondition {
                     condition = "${c}"
                     error_message = "d"
                   }
                 }
               }
            """,
        ),
        (
            {"resource": {"a": {"b": {"dynamic": {"c": {"for_each": "${d}", "content": {"e": "${c.value}"}}}}}}},
            """resource "a" "b" {
                 dynamic "c" {
                   for_each = "${d}"
                   content {
                     e = "${c.value}"
                   }
                 }
               }
            """,
        ),
        (
            {"resource": {"a": {"b": {"provisioner": {"local-exec": {"when": "destroy", "command": "x"}}}}}},
            'resource "a" "b" {\n  provisioner "local-exec" {\n    when = destroy\n    command = "x"\n  }\n}\n',
        ),
        (
            {"module": {"a": {"source": "./${b}", "providers": {"aws": "aws.east"}, "c": "${d}"}}},
            'module "a" {\n  source = "./$${b}"\n  providers = {\n    "aws" = aws.east\n  }\n  c = "${d}"\n}\n',
        ),
        (
            {"terraform": {"required_version": ">= 1", "backend": {"s3": {"x": "${y}"}}}},
            'terraform {\n  required_version = ">= 1"\n  backend "s3" {\n    x = "$${y}"\n  }\n}\n',
        ),
        ({"moved": {"from": "a.b", "to": "a.c[0]"}}, "moved {\n  from = a.b\n  to = a.c[0]\n}\n"),
        ({"output": {"a": {"value": {"${b}": 1}}}}, 'output "a" {\n  value = {\n    "${b}" = 1\n  }\n}\n'),
        ({"output": {"a": {"value": "$${b} %%{c}"}}}, 'output "a" {\n  value = "$${b} %%{c}"\n}\n'),
        (
            {"output": {"a": {"value": 'a "b" \\ \n ${c("d")}'}}},
            'output "a" {\n  value = "a \\"b\\" \\\\ \\n ${c("d")}"\n}\n',
        ),
        ({"data": {"a": {"b": None}}}, ""),
        ({"//": "comment", "locals": {"//": "comment", "a": 1}}, "locals {\n  a = 1\n}\n"),
        ([{"locals": {"a": 1}}, {"locals": {"b": 1}}], "locals {\n  a = 1\n}\nlocals {\n  b = 1\n}\n"),
        ({"check": {"a": {"data": {"b": {"c": {}}}, "assert": {"condition": True}}}},
         'check "a" {\n  data "b" "c" {}\n  assert {\n    condition = true\n  }\n}\n'),
    ],
)  # fmt: skip
def test_as_in_native_syntax(value: object, native: str) -> None:
    assert sexpr(_parse(value)) == sexpr(_native(native))


def test_json_bodies_say_so() -> None:
    body = _parse({"resource": {"a": {"b": {"lifecycle": {}}}}})
    assert body.json
    assert body.blocks[0].body.json
    assert body.blocks[0].body.blocks[0].body.json


def test_nested_blocks_on_demand() -> None:
    body = _parse({"resource": {"a": {"b": {"c": {"//": "why", "d": "${e}"}, "f": [{"g": 1}, {"g": 2}], "h": None}}}})
    resource = body.blocks[0].body
    attributes = {a.name: a for a in resource.attributes}
    (block,) = blocks_of(attributes["c"])
    assert sexpr(block) == "(block c [] (body (attribute d (wrap e))))"
    assert block.body.json
    assert block.comment == "why"
    assert [sexpr(b) for b in blocks_of(attributes["f"])] == [
        "(block f [] (body (attribute g 1)))",
        "(block f [] (body (attribute g 2)))",
    ]
    assert blocks_of(attributes["h"]) == ()


def test_nested_blocks_with_labels_and_dynamic_ones() -> None:
    body = _parse(
        {"resource": {"a": {"b": {"c": {"x": {"d": 1}, "y": {}}, "e": {"dynamic": {"f": {"content": {"g": 1}}}}}}}}
    )
    first, second = body.blocks[0].body.attributes
    assert [b.labels for b in blocks_of(first, labels=1)] == [("x",), ("y",)]
    (outer,) = blocks_of(second)
    assert sexpr(outer) == '(block e [] (body (block dynamic ["f"] (body (block content [] (body (attribute g 1)))))))'


def test_what_is_no_block() -> None:
    (attribute,) = _parse({"resource": {"a": {"b": {"c": 1}}}}).blocks[0].body.attributes
    with pytest.raises(FindingError, match="c is not a block"):
        blocks_of(attribute)


def test_spans() -> None:
    text = '{\n  "locals": {\n    "é": "\\u00e9 \\"${x.y}\\"",\n    "b": "${ z }"\n  }\n}\n'
    first, second = parse_json_file(text, "x.tf.json").body.blocks[0].body.attributes
    assert first.name_span == Span("x.tf.json", Position(3, 5, 20), Position(3, 8, 24))
    assert isinstance(first.expression, syntax.Template)
    part = first.expression.parts[1]
    line = text.split("\n")[2]
    assert isinstance(part, syntax.TemplateInterpolation)
    assert line[part.span.start.column - 1 : part.span.end.column - 1] == "${x.y}"
    assert line[part.expression.span.start.column - 1 : part.expression.span.end.column - 1] == "x.y"
    assert isinstance(second.expression, syntax.TemplateWrap)
    assert second.expression.expression.span.start.column == 14


@pytest.mark.parametrize(
    ("text", "place", "summary"),
    [
        ("", (1, 1), "unexpected end of file"),
        ("{", (1, 2), "unexpected end of file"),
        ('{"locals": {"a": 1,}}', (1, 19), "trailing comma"),
        ('{"locals": {"a": [1,]}}', (1, 20), "trailing comma"),
        ('{"locals": {"a" 1}}', (1, 17), "unexpected 1"),
        ('{"locals": {"a": 1 "b": 2}}', (1, 20), 'unexpected "'),
        ("{'locals': {}}", (1, 2), "unexpected '"),
        ("{locals: {}}", (1, 2), "unexpected l"),
        ('{"locals": {}} x', (1, 16), "unexpected x"),
        ('{"locals": {"a": yes}}', (1, 18), "yes is not a JSON value"),
        ('{"locals": {"a": 01}}', (1, 18), "unexpected 0"),
        ('{"locals": {"a": "b}}\n', (1, 18), "string is not closed"),
        ('{"locals": {"a": "\\x"}}', (1, 19), "invalid escape sequence \\x"),
        ('{"locals": {"a": 1}, // c\n}', (1, 22), "unexpected /"),
        ('{"locals": {"a": "${"}}', (1, 19), "${ is not closed"),
        ('{"locals": {"a": "\\n${b c}"}}', (1, 25), "unexpected c in ${"),
        ('{"locals": {"a": 1, "a": 2}}', (1, 21), "argument a is set twice"),
        ('{"locals": 1}', (1, 12), "locals is not a block"),
        ('{"resource": {"a": 1}}', (1, 20), "resource is not a block"),
        ('{"resources": {}}', (1, 2), "unknown block type resources"),
        ('{"variable": {"a": {"type": "list("}}}', (1, 34), "( is not closed"),
        ('{"locals": {"a": 1e99999}}', (1, 18), "number is out of range"),
        ("1", (1, 1), "not an object"),
    ],
)
def test_errors(text: str, place: tuple[int, int], summary: str) -> None:
    with pytest.raises(FindingError) as caught:
        parse_json_file(text, "x.tf.json")
    (finding,) = caught.value.findings
    assert finding.subject is not None
    assert (finding.summary, (finding.subject.start.line, finding.subject.start.column)) == (summary, place)


def test_several_errors_are_reported() -> None:
    text = '{"locals": {"a": "${", "b": "${c d}"}, "nope": {}}'
    with pytest.raises(FindingError) as caught:
        parse_json_file(text, "x.tf.json")
    assert len(caught.value.findings) == 3


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(FindingError, match="nesting is too deep"):
        parse_json_file('{"locals": {"a": ' + "[" * 5000, "x.tf.json")


def test_surrogate_pairs() -> None:
    body = parse_json_file('{"locals": {"a": "\\ud83d\\ude00\\ud800"}}', "x.tf.json").body
    (attribute,) = body.blocks[0].body.attributes
    assert sexpr(attribute.expression) == '"😀\ufffd"'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            '{"locals": {"a": 1}, "variable": {"v": {}, "w": {"default": 1 2}, "x": {}}, "output": {}}',
            "locals variable.v",
        ),
        ('{"resource": {"a": {"b": {"c": 1}, "d": {"e": }}}, "locals": {}}', "resource.a.b"),
        ('{"output": {"a": {"value": "${"}, "b": {"value": 1}}}', "output.b"),
        ('{"locals": {"a": 1', ""),
        ("[", None),
    ],
)
def test_the_sound_part_of_a_file_is_kept(text: str, kept: str | None) -> None:
    tree, findings = parse_json_file_leniently(text, "x.tf.json")
    assert findings
    names = None if tree is None else " ".join(".".join((b.type, *b.labels)) for b in tree.body.blocks)
    assert names == kept
