"""What policy statements merely speak of: resources and conditions that IAM does not look up, so need not exist yet.

Principals are looked up when the policy is written ("AWS JSON policy elements: Principal", IAM User Guide), so a
reference there is a real one.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.model import If, Node, Object

_SPOKEN_OF = frozenset({"Action", "NotAction", "Resource", "NotResource", "Condition"})


def beyond_mentions(node: Node) -> Iterator[Node]:
    """The nodes inside ``node`` that lie outside of what policy statements speak of."""
    match node:
        case Object(entries):
            statement = any(key == "Effect" for key, _ in entries)
            for key, value in entries:
                if not (statement and key in _SPOKEN_OF):
                    yield from beyond_mentions(value)
        case tuple():
            for value in node:
                yield from beyond_mentions(value)
        case If(_, then, otherwise):
            yield from beyond_mentions(then)
            yield from beyond_mentions(otherwise)
        case _:
            yield node
