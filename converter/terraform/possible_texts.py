"""What texts a residual value can have, where AWS has a short list of forms: regions and zones.

The texts stand for every form, not for every region: they are for asking whether a pattern matches all of them or none.

Facts: "AWS Regions", "Availability Zones", "Local Zones" and "Wavelength Zones", Amazon EC2 User Guide. The European
Sovereign Cloud is left out: its region does not begin with two letters and a hyphen, on which published modules rely.
"""

from __future__ import annotations

from itertools import product

from converter.terraform.values import Attribute, Choice, Concat, Element, String, Value

REGIONS = (
    "us-east-1", "us-west-2", "ca-central-1", "mx-central-1", "sa-east-1", "eu-west-1", "eu-north-1", "eu-south-2",
    "il-central-1", "me-south-1", "af-south-1", "ap-northeast-3", "ap-southeast-2", "ap-east-1", "cn-north-1",
    "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1",
    "us-isof-south-1",
)  # fmt: skip
ZONE_NAMES = (
    *(f"{region}{letter}" for region in REGIONS for letter in "abf"),
    "us-west-2-lax-1a",
    "us-east-1-atl-2a",
    "us-east-1-wl1-bos-wlz-1",
    "eu-central-1-wl1-ber-wlz1",
)
ZONE_IDS = (
    "use1-az1", "usw2-az4", "cac1-az2", "mxc1-az1", "sae1-az3", "euw1-az1", "eun1-az3", "eus2-az1", "ilc1-az1",
    "mes1-az1", "afs1-az2", "apne3-az1", "apse2-az3", "ape1-az1", "cnn1-az1", "cnnw1-az2", "usge1-az1", "usgw1-az3",
    "usie1-az1", "usibe1-az1", "usw2-lax1-az1", "use1-wl1-bos-wlz1",
)  # fmt: skip

_FORMS = {
    ("aws_region", "name"): REGIONS,
    ("aws_region", "id"): REGIONS,
    ("aws_region", "region"): REGIONS,
    ("aws_availability_zones", "names"): ZONE_NAMES,
    ("aws_availability_zones", "zone_ids"): ZONE_IDS,
    ("aws_availability_zone", "name"): ZONE_NAMES,
    ("aws_availability_zone", "zone_id"): ZONE_IDS,
}
_MAX = 4096


def possible_texts(value: Value) -> tuple[str, ...] | None:
    """Texts of every form that the value can have; None where nothing is known of it."""
    match value:
        case String(text):
            return (text,)
        case Attribute() if value.value is not None:
            return possible_texts(value.value)
        case Attribute(resource, path) if resource.mode == "data":
            return _FORMS.get((resource.type, str(path[0])))
        case Element(source, _):
            return possible_texts(source) if isinstance(source, Attribute) else None
        case Choice(_, then, otherwise):
            found = [possible_texts(then), possible_texts(otherwise)]
            known = [texts for texts in found if texts is not None]
            return tuple(dict.fromkeys(text for texts in known for text in texts)) if len(known) == 2 else None
        case Concat(parts):
            return _concatenated(parts)
        case _:
            return None


def _concatenated(parts: tuple[Value, ...]) -> tuple[str, ...] | None:
    found: tuple[str, ...] = ("",)
    for part in parts:
        texts = possible_texts(part)
        if texts is None or len(found) * len(texts) > _MAX:
            return None
        found = tuple("".join(pair) for pair in product(found, texts))
    return found
