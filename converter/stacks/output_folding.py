"""More outputs than a template takes: outputs whose names begin alike become one, joined by a separator.

Facts: a template takes 200 outputs ("Understand CloudFormation quotas", AWS CloudFormation User Guide).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from converter.cloudformation.model import If, Join, Node, Output
from converter.cloudformation.quotas import MAX_OUTPUT_DESCRIPTION_BYTES, clipped
from converter.stacks.grouping import MOST_TOGETHER, Candidate, Group, groups

SEPARATOR = "|"
KIND = "Values"


@dataclass(frozen=True, slots=True)
class OutputFold:
    """One output in the place of several. ``members`` are these by name, in order."""

    name: str
    members: Mapping[str, Output]

    @property
    def output(self) -> Output:
        """The output: the members' values joined, an empty text for one that does not exist."""
        description = f"{len(self.members)} values separated by '{SEPARATOR}', in this order: {', '.join(self.members)}"
        return Output(
            value=Join(SEPARATOR, tuple(map(_always, self.members.values()))),
            description=clipped(description, MAX_OUTPUT_DESCRIPTION_BYTES),
        )


def fold_outputs(outputs: Mapping[str, Output], room: int, taken: Iterable[str] = ()) -> tuple[OutputFold, ...]:
    """The folds that it takes for ``outputs`` to be no more than ``room``. Exported outputs stay as they are."""
    candidates = [Candidate(name, KIND) for name, output in outputs.items() if output.export_name is None]
    made = groups(candidates, len(outputs) - room, (*outputs, *taken), MOST_TOGETHER)
    return tuple(_fold(group, outputs) for group in made)


def folded_outputs(outputs: Mapping[str, Output], folds: Iterable[OutputFold]) -> dict[str, Output]:
    """Outputs with folds in the place of their members, which are read as they stand in ``outputs``."""
    folds = tuple(folds)
    gone = {name for fold in folds for name in fold.members}
    here = (OutputFold(fold.name, {name: outputs[name] for name in fold.members}) for fold in folds)
    return {
        **{name: output for name, output in outputs.items() if name not in gone},
        **{fold.name: fold.output for fold in here},
    }


def _fold(group: Group, outputs: Mapping[str, Output]) -> OutputFold:
    return OutputFold(group.name, {name: outputs[name] for name in group.members})


def _always(output: Output) -> Node:
    return output.value if output.condition is None else If(output.condition, output.value, "")
