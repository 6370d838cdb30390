"""The layout ``single``: everything in one template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from converter.cloudformation.model import ConditionExpression, Object, Template
from converter.cloudformation.rewriting import condition_names, conditions_in
from converter.stacks.folding import Folding
from converter.stacks.interface import interface
from converter.stacks.layout import Layout
from converter.stacks.main_stack import NOTHING
from converter.stacks.model import Flat
from converter.stacks.output_folding import OutputFold, folded_outputs
from converter.stacks.waiting import Waits


def single_template(flat: Flat, layout: Layout, folding: Folding, output_folds: Iterable[OutputFold]) -> Template:
    """The only template: what is flat, with what resources wait for in its shortest form."""
    waits = Waits(flat.resources, flat.conditions)
    outputs = folded_outputs(flat.outputs, output_folds)
    template = Template(
        description=flat.description,
        metadata=flat.metadata,
        parameters=flat.parameters,
        rules=flat.rules,
        conditions=dict(sorted(_used(flat).items())),
        resources={name: waits.shortened(name) for name in flat.resources} or {"NoResources": NOTHING},
        outputs=outputs,
    )
    folded = folding.folded(template)
    if not folded.parameters:
        return folded
    shown = interface(folded.parameters, {}, layout)
    return replace(folded, metadata=Object((*flat.metadata.entries, ("AWS::CloudFormation::Interface", shown))))


def _used(flat: Flat) -> dict[str, ConditionExpression]:
    """The conditions that something has or reads, and those that they are made of."""
    wanted = [r.condition for r in flat.resources.values()] + [o.condition for o in flat.outputs.values()]
    queue = [name for name in wanted if name is not None]
    queue += [name for r in flat.resources.values() for name in conditions_in(r.properties)]
    queue += [name for r in flat.resources.values() for name in conditions_in(r.update_policy)]
    queue += [name for o in flat.outputs.values() for name in conditions_in(o.value)]
    found: dict[str, ConditionExpression] = {}
    while queue:
        name = queue.pop()
        if name not in found and name in flat.conditions:
            found[name] = flat.conditions[name]
            queue.extend(condition_names(found[name]))
    return found
