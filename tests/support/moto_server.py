"""The emulated AWS as a program: moto's server with a few more answers that Terraform needs.

* IAM: the policies managed by AWS are there.
* Step Functions: the provider asks for a validation while planning; every definition is valid.

Usage: python moto_server.py -H 127.0.0.1 -p PORT
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.server import main  # reads the setting above when it is imported
from moto.stepfunctions.responses import StepFunctionResponse


def validate_state_machine_definition(_response: StepFunctionResponse) -> str:
    """Answer ValidateStateMachineDefinition, which moto does not know."""
    return json.dumps({"result": "OK", "diagnostics": [], "truncated": False})


if __name__ == "__main__":
    StepFunctionResponse.validate_state_machine_definition = (  # type: ignore[attr-defined]
        validate_state_machine_definition
    )
    main(sys.argv[1:])
