"""The providers external, http, template and cloudinit: data sources only."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import subprocess

from .schema import BlockSpec, Catalog, Spec, State

_ADDRESS = "203.0.113.10"


def _external(state: State) -> State:
    done = subprocess.run(
        state["program"],
        input=json.dumps(state.get("query") or {}),
        cwd=state.get("working_dir") or None,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    result = {key: str(value) for key, value in json.loads(done.stdout).items()}
    return {**state, "id": "-", "result": result}


def _http(state: State) -> State:
    """Answer without a network."""
    body = os.environ.get("STUB_HTTP_BODY", _ADDRESS)
    return {
        **state,
        "id": state["url"],
        "body": body,
        "response_body": body,
        "response_body_base64": base64.b64encode(body.encode()).decode(),
        "response_headers": {},
        "status_code": 200,
    }


def _template(state: State) -> State:
    text = state["template"]
    for key, value in (state.get("vars") or {}).items():
        text = re.sub(r"\$\{\s*" + re.escape(key) + r"\s*\}", lambda _: str(value), text)  # noqa: B023  (used at once)
    return {**state, "id": hashlib.sha256(text.encode()).hexdigest(), "rendered": text}


def _cloudinit(state: State) -> State:
    boundary = state.get("boundary") or "MIMEBOUNDARY"
    lines = [f'Content-Type: multipart/mixed; boundary="{boundary}"', "MIME-Version: 1.0\r\n"]
    for part in state.get("part") or []:
        lines += [
            f"--{boundary}",
            "Content-Transfer-Encoding: 7bit",
            f"Content-Type: {part.get('content_type') or 'text/plain'}",
            "Mime-Version: 1.0",
        ]
        if part.get("filename"):
            lines.append(f'Content-Disposition: attachment; filename="{part["filename"]}"')
        if part.get("merge_type"):
            lines.append(f"X-Merge-Type: {part['merge_type']}")
        lines.append("\r\n" + part["content"])
    data = "\r\n".join([*lines, f"--{boundary}--\r\n"]).encode()
    zipped = state.get("gzip") is not False
    encoded = state.get("base64_encode") is not False
    if zipped:
        data = gzip.compress(data, mtime=0)
    return {
        **state,
        "boundary": boundary,
        "gzip": zipped,
        "base64_encode": encoded,
        "id": hashlib.sha256(data).hexdigest(),
        "rendered": base64.b64encode(data).decode() if encoded else data.decode(),
    }


EXTERNAL = Catalog(
    data={
        "external": Spec("program ls R; query ms O; working_dir s O; id s C; result ms C", _external),
    },
)

HTTP = Catalog(
    data={
        "http": Spec(
            "url s R; method s O; request_headers ms O; request_body s O; request_timeout_ms n O; insecure b O; "
            "ca_cert_pem s O; id s C; body s C; response_body s C; response_body_base64 s C; "
            "response_headers ms C; status_code n C",
            _http,
        ),
    },
)

TEMPLATE = Catalog(
    data={
        "template_file": Spec("template s O; filename s O; vars ms O; id s C; rendered s C", _template),
    },
)

CLOUDINIT = Catalog(
    data={
        "cloudinit_config": Spec(
            "gzip b OC; base64_encode b OC; boundary s OC; id s C; rendered s C",
            _cloudinit,
            (BlockSpec("part", "content s R; content_type s OC; filename s O; merge_type s O"),),
        ),
    },
)
