"""What policies merely speak of: resources and conditions that AWS does not look up, so need not exist yet.

Principals are looked up when the policy is written ("AWS JSON policy elements: Principal", IAM User Guide), so a
reference there is a real one.
"""

from __future__ import annotations

from collections.abc import Iterator

from converter.cloudformation.model import If, Node, Object

_SPOKEN_OF = (
    (frozenset({"Effect"}), frozenset({"Action", "NotAction", "Resource", "NotResource", "Condition"})),
    (frozenset({"redrivePermission"}), frozenset({"sourceQueueArns"})),  # AWS::SQS::Queue, RedriveAllowPolicy
    (frozenset({"FunctionName", "Principal"}), frozenset({"SourceArn"})),  # AWS::Lambda::Permission
)
"""Objects that are policies, told by keys of theirs → the keys under which they speak of something."""


def beyond_mentions(node: Node) -> Iterator[Node]:
    """The nodes inside ``node`` that lie outside of what policy statements speak of."""
    match node:
        case Object(entries):
            keys = {key for key, _ in entries}
            spoken_of = {key for marks, members in _SPOKEN_OF if marks <= keys for key in members}
            for key, value in entries:
                if key not in spoken_of:
                    yield from beyond_mentions(value)
        case tuple():
            for value in node:
                yield from beyond_mentions(value)
        case If(_, then, otherwise):
            yield from beyond_mentions(then)
            yield from beyond_mentions(otherwise)
        case _:
            yield node
