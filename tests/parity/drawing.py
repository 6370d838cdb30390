"""Parameter values drawn by hypothesis: anything that a root parameter takes and a user may give."""

from __future__ import annotations

from hypothesis import strategies as st

from converter.cloudformation.model import Parameter, Template
from converter.cloudformation.resolved import PseudoParameters
from converter.cloudformation.scalars import scalar_text
from converter.parity.parameter_values import fits
from converter.parity.properties.situations import Situation
from converter.parity.properties.system import System

REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2", "sa-east-1", "eu-north-1", "cn-north-1")
WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
DOMAINS = st.lists(WORD, min_size=2, max_size=4).map(".".join)
BLOCKS = st.tuples(st.integers(10, 172), st.integers(0, 255), st.integers(16, 20)).map(
    lambda parts: f"{parts[0]}.{parts[1]}.0.0/{parts[2]}"
)
TEXTS = st.one_of(WORD, DOMAINS, st.lists(WORD, min_size=1, max_size=3).map("-".join))
NUMBERS = st.one_of(st.integers(0, 256).map(str), st.decimals(0, 128, places=1).map(str))


def values(name: str, parameter: Parameter) -> st.SearchStrategy[str]:
    """What the parameter takes."""
    return _unbounded(name, parameter).filter(lambda text: fits(name, parameter, text))


def _unbounded(name: str, parameter: Parameter) -> st.SearchStrategy[str]:
    default = "" if parameter.default is None else scalar_text(parameter.default)
    if parameter.allowed_values:
        return st.sampled_from([scalar_text(value) for value in parameter.allowed_values])
    if parameter.type == "Number":
        least = parameter.min_value
        return NUMBERS if least is None else st.integers(int(least), int(least) + 255).map(str)
    if "/" in default and default[:1].isdigit():
        return st.lists(BLOCKS, min_size=1, max_size=3).map(",".join) if "List" in parameter.type else BLOCKS
    if parameter.type == "AWS::Route53::HostedZone::Id":
        return st.text("ABCDEFGHIJ0123456789", min_size=8, max_size=20).map(lambda text: f"Z{text}")
    if parameter.no_echo:
        return st.text("abcdefghijklmnopqrstuvwxyzABC0123456789_-", min_size=12, max_size=24).map(
            lambda text: f"{name}-{text}"
        )
    if default == "" and parameter.default is not None:
        return st.one_of(st.just(""), TEXTS)
    return DOMAINS if "." in default and "/" not in default else TEXTS


def situations(system: System) -> st.SearchStrategy[Situation]:
    """A value for every root parameter, and a region."""
    given = st.fixed_dictionaries(dict(_strategies(system.root)))
    return st.builds(
        lambda drawn, region: Situation(drawn, PseudoParameters(region=region), "with drawn values"),
        given,
        st.sampled_from(REGIONS),
    )


def _strategies(template: Template) -> dict[str, st.SearchStrategy[str]]:
    return {name: values(name, parameter) for name, parameter in template.parameters.items()}
