"""From a flat template to a set of templates within CloudFormation's limits.

Resources are placed, the templates made and weighed. A stack that has more than it may is cut into portions and all is
made anew; parameters and outputs of the main stack are folded. Where that does not help the limit is told, with what
the user can do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from converter.cloudformation.model import Template
from converter.cloudformation.quotas import MAX_NESTED_OPERATIONS, MAX_OUTPUTS, MAX_PARAMETERS, Load, loads
from converter.cloudformation.yaml_writer import write
from converter.findings import Finding, FindingError, Severity
from converter.stacks.folding import Folding, fold_parameters
from converter.stacks.graph import resource_references
from converter.stacks.layout import MAIN, Layout, Style
from converter.stacks.main_stack import stack_id
from converter.stacks.model import Flat
from converter.stacks.nesting import Nesting
from converter.stacks.output_folding import OutputFold, fold_outputs
from converter.stacks.placement import Placement, homes_of, place
from converter.stacks.portions import portions
from converter.stacks.single import single_template

LIMIT = "stacks-limit"
MOST_PORTIONS = 32
"""Portions of one stack: more would not fit into what an operation on nested stacks may change anyway."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Cut:
    """The templates by stack name, the main one first, and how they came about; ``texts`` are they as written."""

    templates: Mapping[str, Template]
    texts: Mapping[str, str]
    layout: Layout
    placement: Placement
    folding: Folding = field(default_factory=Folding)
    output_folds: tuple[OutputFold, ...] = ()
    orders_not_kept: tuple[tuple[str, str], ...] = ()
    """Pairs of stacks that are ordered the other way round than references do."""

    def stack_id(self, home: str) -> str:
        """The logical ID of a stack instance in the main stack; empty for the main stack itself."""
        return "" if home == MAIN else stack_id(home)

    def findings(self) -> Iterable[Finding]:
        """What the limits changed about the templates' interface, and which resources are not where they belong."""
        if self.folding:
            yield _folded(self.folding)
        if self.output_folds:
            yield _folded_outputs(self.output_folds)
        for move in self.placement.moves:
            yield Finding(
                "stacks-moved", Severity.INFO, move, "otherwise stacks would depend on each other in a circle"
            )
        for base, parts in _parts(self.placement.portions).items():
            yield _portioned(base, parts)


def cut(flat: Flat, layout: Layout, kept: Collection[str] = ()) -> Cut:
    """Cut a flat template by a layout; ``kept`` are parameters that must not be folded.

    Raises FindingError where stacks depend on each other in a circle that cannot be broken, and where something is
    beyond a limit.
    """
    layout = layout.staged_for(homes_of(flat.resources, flat.labels, layout))
    if layout.style is Style.SINGLE:
        return _within(_single(flat, layout, kept))
    placement = place(flat.resources, flat.labels, layout, flat.alternatives)
    wanted: dict[str, int] = {}
    inside: set[str] = set()
    while True:
        made = _nested(flat, layout, _portioned_placement(flat, placement, wanted), kept, inside)
        whole = _to_be_given_folds(made) - inside
        more = {} if whole else _more_portions(made, wanted)
        if not whole and not more:
            return _within(made)
        wanted |= more
        inside |= whole


# ---------------------------------------------------------------------------------------------- templates


def _single(flat: Flat, layout: Layout, kept: Collection[str]) -> Cut:
    folding = fold_parameters(flat.parameters, flat.rules, MAX_PARAMETERS, kept=kept, taken=flat.resources)
    output_folds = fold_outputs(flat.outputs, MAX_OUTPUTS)
    template = single_template(flat, layout, folding, output_folds)
    placement = Placement(dict.fromkeys(flat.resources, MAIN))
    return Cut({MAIN: template}, {MAIN: write(template)}, layout, placement, folding, output_folds)


def _nested(flat: Flat, layout: Layout, placement: Placement, kept: Collection[str], inside: Collection[str]) -> Cut:
    layout = layout.with_parts(placement.taken_from)
    room = MAX_PARAMETERS - (layout.stages is not None)
    stacks = [stack_id(home) for home in dict.fromkeys(placement.homes.values())]
    folding = fold_parameters(flat.parameters, flat.rules, room, kept=kept, taken=stacks)
    output_folds = fold_outputs(flat.outputs, MAX_OUTPUTS)
    there = {placement.stack_of(name) for name in flat.resources}
    nesting = Nesting(flat, layout, placement, folding, output_folds, sorted(there.intersection(inside)))
    templates = nesting.templates()
    texts = {name: write(template) for name, template in templates.items()}
    return Cut(templates, texts, layout, placement, folding, output_folds, tuple(nesting.orderings_dropped))


# ---------------------------------------------------------------------------------------------- portions


def _portioned_placement(flat: Flat, placement: Placement, wanted: Mapping[str, int]) -> Placement:
    """The placement with the resources of some stacks in so many portions."""
    result = replace(
        placement, homes=dict(placement.homes), taken_from=dict(placement.taken_from), portions=dict(placement.portions)
    )
    for stack, count in sorted(wanted.items()):
        names = [name for name, home in placement.homes.items() if home == stack]
        own = {name: flat.resources[name] for name in names}
        needs = {
            name: {other for other, _ in resource_references(r, own)} | (set(r.depends_on) & own.keys())
            for name, r in own.items()
        }
        for portion in portions(names, needs, count)[1:]:
            new = result.new_stack(stack)
            result.portions[new] = stack
            result.homes.update(dict.fromkeys(portion, new))
    return result


def _to_be_given_folds(made: Cut) -> set[str]:
    """The stacks that have too many parameters, some of which are pieces of one in the main stack."""
    members = {name for fold in made.folding.folds for name in fold.members}
    return {
        name
        for name, template in made.templates.items()
        if name not in {MAIN, *made.placement.parts}
        and len(template.parameters) > MAX_PARAMETERS
        and len(members & template.parameters.keys()) > 1
    }


def _more_portions(made: Cut, wanted: Mapping[str, int]) -> dict[str, int]:
    """The stacks that must be cut into more portions, and how many; none where nothing more can be done."""
    more: dict[str, int] = {}
    for name in made.templates:
        base = made.placement.portions.get(name, name)
        over = _overload(made, name)
        if name == MAIN or not over or base in made.placement.parts:
            continue
        now = wanted.get(base, 1)
        there = sum(stack == base for stack in made.placement.portions.values()) + 1
        if there < now or now >= MOST_PORTIONS:  # no more portions come of asking for more
            continue
        enough = max(-(-load.found // load.limit) for load in over)
        more[base] = max(more.get(base, 0), min(MOST_PORTIONS, max(now + 1, now - 1 + enough)))
    return more


def _overload(made: Cut, name: str) -> list[Load]:
    return [load for load in loads(made.templates[name], made.texts[name]) if load.is_over]


# ---------------------------------------------------------------------------------------------- limits


def _within(made: Cut) -> Cut:
    """The cut; FindingError where some template is beyond a limit all the same."""
    found = [_over(made, name, load) for name in made.templates for load in _overload(made, name)]
    if found:
        raise FindingError(*found)
    return made


def _over(made: Cut, name: str, load: Load) -> Finding:
    summary = f"the {name} stack has {load.found:,} {load.what}, and CloudFormation takes {load.limit:,}"
    if made.layout.style is Style.SINGLE and load.path != ("Parameters",):
        detail = "one template cannot hold the configuration: convert with another --layout"
    elif name == MAIN and load.path == ("Parameters",):
        detail = (
            "the others cannot be pieces of one text, since rules or the deploy script read them, or constraints hold "
            "them: list variables that need not be parameters in [layout] fixed in tf2cfn.toml, or give the "
            "configuration fewer variables"
        )
    elif name == MAIN and load.path == ("Outputs",):
        detail = "give the configuration fewer outputs"
    elif name == MAIN:
        detail = "split the configuration into several roots"
    else:
        largest = ", ".join(sorted(made.templates[name].resources)[:_SHOWN])
        detail = (
            f"what is in it hangs together too closely to be cut ({largest}, ...): put some of its resources into "
            "other stacks with [[layout.pins]] in tf2cfn.toml"
        )
    return Finding(LIMIT, Severity.ERROR, summary, detail)


# ---------------------------------------------------------------------------------------------- what is told


def _folded(folding: Folding) -> Finding:
    count = sum(len(fold.members) for fold in folding.folds)
    names = ", ".join(fold.name for fold in folding.folds)
    return Finding(
        "stacks-folded",
        Severity.WARNING,
        f"{count} parameters are pieces of {names}",
        f"a template takes {MAX_PARAMETERS} parameters; tf2cfn params writes such texts, and conversion.json says what "
        "stands where",
    )


def _folded_outputs(folds: tuple[OutputFold, ...]) -> Finding:
    count = sum(len(fold.members) for fold in folds)
    names = ", ".join(fold.name for fold in folds)
    return Finding(
        "stacks-folded",
        Severity.WARNING,
        f"{count} outputs are pieces of {names}",
        f"a template takes {MAX_OUTPUTS} outputs; conversion.json says what stands where",
    )


def _parts(taken_from: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, base in taken_from.items():
        found.setdefault(base, []).append(name)
    return found


def _portioned(base: str, parts: list[str]) -> Finding:
    return Finding(
        "stacks-split",
        Severity.INFO,
        f"stack {base} is too large for one template: {', '.join(parts)} hold the rest of it",
        f"an operation on nested stacks changes at most {MAX_NESTED_OPERATIONS:,} resources",
    )
