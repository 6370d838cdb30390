"""Files of pairs: an expression, and below it what Terraform makes of it.

::

    # a comment
    1 + 1
      => number 2
    upper(local.unknown)
      ?  string
    1 + "x"
      !  Invalid operand
    element([], -1)
      !  Error in function call
      ~  => dynamic null

A value has its type and itself as JSON, one that is not known its type, an error its summary. ``~`` is what we give
instead where that is another; the comment before it says why. An expression may span lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).parent / "pairs"
SYNTAX = "!  syntax error"
"""The result of an expression that does not parse: what is said of it depends on what stands around it.

In ``syntax_errors.txt`` it stands alone, and the summary counts.
"""

ALONE = "alone"
"""Instead of a root: nothing stands around the expression, and it is only parsed."""

_RESULT = ("  => ", "  ?  ", "  !  ")
_OURS = "  ~  "


@dataclass(frozen=True)
class Pair:
    """An expression and Terraform's result; ``ours`` is our own where we mean to differ."""

    expression: str
    result: str = ""
    ours: str = ""
    comment: str = ""

    @property
    def wanted(self) -> str:
        """What our evaluator should give."""
        return self.ours or self.result


def files() -> list[Path]:
    """All pair files."""
    return sorted(FOLDER.glob("*.txt"))


def read(path: Path) -> list[Pair]:
    """The pairs in a file; those without a result were not asked for yet."""
    pairs: list[Pair] = []
    expression: list[str] = []
    comment: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith(_RESULT):
            pairs.append(Pair("\n".join(expression), line[2:], comment="\n".join(comment)))
            expression, comment = [], []
        elif line.startswith(_OURS):
            pairs[-1] = replace(pairs[-1], ours=line[len(_OURS) :])
        elif not expression and (not line or line.startswith("#")):
            comment.append(line)
        elif line or expression:
            expression.append(line)
    if expression or any(comment):
        raise ValueError(f"{path.name}: no result after {expression or comment}")
    return pairs


def write(path: Path, pairs: Iterable[Pair]) -> None:
    """Write pairs to a file."""
    lines = []
    for pair in pairs:
        lines += [*([pair.comment] if pair.comment else []), pair.expression, f"  {pair.result}"]
        lines += [f"{_OURS}{pair.ours}"] if pair.ours else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
