"""Suppressions in templates, and the lines of places."""

from __future__ import annotations

from textwrap import dedent

from converter.cloudformation.locating import Locator
from converter.cloudformation.suppressions import suppressions_in
from converter.findings import Place
from converter.findings.suppression import Branch

TEXT = dedent("""\
    # tf2cfn:ignore=parity-p1 for the whole section
    Resources:
      # tf2cfn:ignore=parity-p2 for a resource
      # with a word more
      Topic:
        Type: AWS::SNS::Topic  # tf2cfn:ignore=parity-p3 for the type
        Properties:
          TopicName: "x # tf2cfn:ignore=parity-p4 text"
          DisplayName: |
            # tf2cfn:ignore=parity-p5 text
          Subscription:
            - Protocol: a
            - Protocol: b  # tf2cfn:ignore=parity-p6 for an element
      # tf2cfn:ignore=parity-p7 for nothing

    Outputs: {}
    """)


def test_scopes() -> None:
    found = {s.ids: s.scope for s in suppressions_in(TEXT, "t.yaml")}
    topic = ("Resources", "Topic")
    assert found == {
        ("parity-p1",): Branch(Place("t.yaml", ("Resources",))),
        ("parity-p2",): Branch(Place("t.yaml", topic)),
        ("parity-p3",): Branch(Place("t.yaml", (*topic, "Type"))),
        ("parity-p6",): Branch(Place("t.yaml", (*topic, "Properties", "Subscription", 1))),
        ("parity-p7",): Branch(Place("t.yaml", ("",))),
    }


def test_what_cannot_be_read_has_none() -> None:
    assert list(suppressions_in("a: [ # tf2cfn:ignore=parity-p1 r", "t.yaml")) == []
    assert list(suppressions_in('{"Resources": {}}', "t.json")) == []


def test_lines_of_places() -> None:
    locator = Locator({"t.yaml": TEXT, "broken.yaml": "a: ["}.get)
    topic = ("Resources", "Topic")
    assert locator.line_of(Place("t.yaml", topic)) == 5
    assert locator.line_of(Place("t.yaml", (*topic, "Properties", "Subscription", 1))) == 13
    assert locator.line_of(Place("t.yaml", (*topic, "Properties", "Gone"))) == 7, "the nearest part that is written"
    assert locator.line_of(Place("t.yaml", ("Gone",))) is None
    assert locator.line_of(Place("broken.yaml", topic)) is None
    assert locator.line_of(Place("missing.yaml", topic)) is None
