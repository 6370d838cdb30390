"""The providers random and null."""

from __future__ import annotations

import base64
import random
import secrets
import string
import uuid

from .schema import Catalog, Spec, State, filled

_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
_PET_WORDS = ("amber", "brave", "calm", "finch", "heron", "lucky", "lynx", "ochre", "otter", "quick")
_STRING = (
    "length n R; keepers ms O; lower b OC=true; upper b OC=true; numeric b OC=true; number b OC=true; "
    "special b OC=true; min_lower n OC=0; min_upper n OC=0; min_numeric n OC=0; min_special n OC=0; "
    "override_special s O; "
)


def _string(state: State) -> State:
    kinds = (
        ("lower", string.ascii_lowercase),
        ("upper", string.ascii_uppercase),
        ("numeric", string.digits),
        ("special", state.get("override_special") or _SPECIAL),
    )
    allowed = {kind: chars for kind, chars in kinds if state.get(kind) is not False}
    # The minimums first, the rest from everything, then in any order
    picked = [
        secrets.choice(chars) for kind, chars in allowed.items() for _ in range(int(state.get(f"min_{kind}") or 0))
    ]
    pool = "".join(allowed.values()) or "x"
    picked += [secrets.choice(pool) for _ in range(int(state["length"]) - len(picked))]
    random.shuffle(picked)
    text = "".join(picked)
    password = "bcrypt_hash" in state
    return filled(state, result=text, id="none" if password else text, bcrypt_hash="$2a$10$" + "x" * 53)


def _id(state: State) -> State:
    raw = secrets.token_bytes(int(state["byte_length"]))
    prefix = state.get("prefix") or ""
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return filled(
        state,
        id=url,
        b64_url=prefix + url,
        b64_std=prefix + base64.b64encode(raw).decode(),
        hex=prefix + raw.hex(),
        dec=prefix + str(int.from_bytes(raw, "big")),
    )


def _pet(state: State) -> State:
    words = [secrets.choice(_PET_WORDS) for _ in range(int(state.get("length") or 2))]
    words = ([state["prefix"]] if state.get("prefix") else []) + words
    return filled(state, id=(state.get("separator") or "-").join(words))


def _uuid(state: State) -> State:
    value = str(uuid.uuid4())
    return filled(state, id=value, result=value)


def _integer(state: State) -> State:
    value = int(state["min"]) + secrets.randbelow(int(state["max"]) - int(state["min"]) + 1)
    return filled(state, id=str(value), result=value)


def _shuffle(state: State) -> State:
    pool = list(state["input"])
    random.shuffle(pool)
    count = state.get("result_count")
    return filled(state, id="-", result=pool[: int(count)] if count else pool)


def _bytes(state: State) -> State:
    raw = secrets.token_bytes(int(state["length"]))
    return filled(state, base64=base64.b64encode(raw).decode(), hex=raw.hex())


def _numbered(state: State) -> State:
    return filled(state, id=str(random.getrandbits(63)))


def _null_data(state: State) -> State:
    fixed = {"id": "static", "random": "1", "has_computed_default": "default"}
    return {**state, **fixed, "outputs": state.get("inputs") or {}}


RANDOM = Catalog(
    resources={
        "random_password": Spec(_STRING + "id s C; result s CS; bcrypt_hash s CS", _string),
        "random_string": Spec(_STRING + "id s C; result s C", _string),
        "random_id": Spec(
            "byte_length n R; keepers ms O; prefix s O; id s C; b64_std s C; b64_url s C; dec s C; hex s C",
            _id,
        ),
        "random_pet": Spec('keepers ms O; length n OC=2; prefix s O; separator s OC="-"; id s C', _pet),
        "random_uuid": Spec("keepers ms O; id s C; result s C", _uuid),
        "random_integer": Spec("min n R; max n R; seed s O; keepers ms O; id s C; result n C", _integer),
        "random_shuffle": Spec("input ls R; result_count n O; seed s O; keepers ms O; id s C; result ls C", _shuffle),
        "random_bytes": Spec("length n R; keepers ms O; base64 s CS; hex s CS", _bytes),
    },
)

NULL = Catalog(
    resources={"null_resource": Spec("triggers ms O; id s C", _numbered)},
    data={
        "null_data_source": Spec(
            "inputs ms O; has_computed_default s OC; id s C; outputs ms C; random s C", _null_data
        ),
    },
)
