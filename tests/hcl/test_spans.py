"""Every node knows exactly where it stands."""

from collections.abc import Iterator

import pytest

from converter.findings import Position, Span
from converter.hcl import parse_expression, parse_file, syntax
from tests.hcl.cases import pairs, snippets
from tests.hcl.trees import without_spans
from tests.hcl.walking import walk

EXPRESSIONS = [given for given, _ in pairs("expressions.txt")]
BODIES = snippets("bodies_valid.txt")


@pytest.mark.parametrize("text", EXPRESSIONS, ids=range(len(EXPRESSIONS)))
def test_the_text_of_a_span_is_the_node(text: str) -> None:
    checked = 0
    for node in _standing_alone(parse_expression(text)):
        part = text[_offset(text, node.span.start) : _offset(text, node.span.end)]
        again = parse_expression(part + "\n" if "<<" in part else part)
        assert without_spans(again) == without_spans(node), part
        checked += 1
    assert checked


def _standing_alone(node: syntax.Expression) -> Iterator[syntax.Expression]:
    """The expressions whose text means the same by itself: no keys of objects, nothing applied to a splat's element."""
    found: list[tuple[syntax.Node, bool]] = [(node, True)]
    while found:
        current, alone = found.pop()
        if alone and isinstance(current, syntax.Expression):
            yield current
        for child, parent in walk(current):
            if parent is current:
                skip = (isinstance(current, syntax.ObjectItem) and child is current.key) or (
                    isinstance(current, syntax.Splat) and child is current.each
                )
                found.append((child, alone and not skip))


@pytest.mark.parametrize("text", BODIES, ids=range(len(BODIES)))
def test_spans_lie_in_their_parents_and_in_the_text(text: str) -> None:
    text = text.removeprefix("\ufeff")
    for node, parent in walk(parse_file(text, "x.tf").body):
        _check_position(text, node.span.start)
        _check_position(text, node.span.end)
        assert node.span.start <= node.span.end
        if parent is not None:
            assert parent.span.start <= node.span.start, node
            assert node.span.end <= parent.span.end, node


def _check_position(text: str, position: Position) -> None:
    assert position.byte == len(text[: _offset(text, position)].encode())


def _offset(text: str, position: Position) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: position.line - 1]) + position.column - 1


def test_positions_after_characters_of_several_bytes() -> None:
    body = parse_file('é = "日本" # ü\nb = "${ ü }"\n', "x.tf").body
    second = body.attributes[1]
    assert second.name_span == Span("x.tf", Position(2, 1, 19), Position(2, 2, 20))
    assert isinstance(second.expression, syntax.TemplateWrap)
    assert second.expression.expression.span == Span("x.tf", Position(2, 9, 27), Position(2, 10, 29))


def test_spans_of_a_block() -> None:
    block = parse_file('  a "b" {\n  c = 1\n}\n', "x.tf").body.blocks[0]
    assert block.header == Span("x.tf", Position(1, 3, 2), Position(1, 8, 7))
    assert block.span == Span("x.tf", Position(1, 3, 2), Position(3, 2, 19))
    assert block.body.span == Span("x.tf", Position(1, 9, 8), Position(3, 2, 19))


def test_the_byte_order_mark_does_not_count() -> None:
    body = parse_file(b"\xef\xbb\xbfa = 1\n", "x.tf").body
    assert body.attributes[0].span.start == Position(1, 1, 0)


def test_function_names_have_a_span_of_their_own() -> None:
    call = parse_expression(" core::f (1)")
    assert isinstance(call, syntax.Call)
    assert (call.name_span.start.column, call.name_span.end.column) == (2, 9)
