"""The emulated AWS as a program: moto's server with a few more answers that Terraform needs.

* IAM: the policies managed by AWS are there.
* Step Functions: the provider asks for a validation while planning; every definition is valid.
* EFS: a backup policy can be put.
* Athena: the provider asks for the tags of a work group that has none; moto has it that there is no such group.
* Application Auto Scaling: the provider reads the tags of a target it has just made; they are kept.
* Step Functions: the provider asks for the versions of a machine; moto makes none.
* IAM Identity Center: the provider asks for the tags of a permission set; moto keeps them.
* Any: what moto does not have is answered as such, where moto answers that it broke.

Without these the provider repeats its question until it gives up, many minutes later.

Usage: python moto_server.py -H 127.0.0.1 -p PORT
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.athena.responses import AthenaResponse
from moto.core.responses import BaseResponse
from moto.efs.responses import EFSResponse
from moto.server import main  # reads the setting above when it is imported
from moto.ssoadmin.responses import SSOAdminResponse
from moto.stepfunctions.responses import StepFunctionResponse

_scaling_tags: dict[str, dict[str, str]] = {}


def validate_state_machine_definition(_response: StepFunctionResponse) -> str:
    """Answer ValidateStateMachineDefinition."""
    return json.dumps({"result": "OK", "diagnostics": [], "truncated": False})


def put_backup_policy(response: EFSResponse) -> tuple[int, dict[str, str], str]:
    """Answer PutBackupPolicy; moto itself knows only a file system's Backup flag."""
    file_system_id = response._get_param("FileSystemId")
    status = response._get_param("BackupPolicy")["Status"]
    file_system = response.efs_backend.file_systems_by_id[file_system_id]
    file_system._backup = status == "ENABLED"
    return 200, {"Content-Type": "application/json"}, json.dumps({"BackupPolicy": {"Status": status}})


def list_tags_of_athena(response: AthenaResponse) -> str:
    """Answer ListTagsForResource; what has no tags is there nevertheless."""
    backend = response.athena_backend
    arn = response._get_param("ResourceARN")
    named = (backend.work_groups, backend.data_catalogs, backend.capacity_reservations)
    known = {each.arn for kind in named for each in kind.values()}
    if arn in known and not backend.tagger.has_tags(arn):
        return json.dumps({"Tags": []})
    return str(_list_tags_of_athena(response))


def register_scalable_target(response: ApplicationAutoScalingResponse) -> str:
    """Answer RegisterScalableTarget as moto does, and keep the tags."""
    answer = _register(response)
    tags = response._get_param("Tags")
    if tags:
        _scaling_tags[json.loads(answer)["ScalableTargetARN"]] = dict(tags)
    return answer


def list_tags_for_resource(response: ApplicationAutoScalingResponse) -> str:
    """Answer ListTagsForResource."""
    return json.dumps({"Tags": _scaling_tags.get(response._get_param("ResourceARN"), {})})


def tag_resource(response: ApplicationAutoScalingResponse) -> str:
    """Answer TagResource."""
    _scaling_tags.setdefault(response._get_param("ResourceARN"), {}).update(response._get_param("Tags"))
    return "{}"


def untag_resource(response: ApplicationAutoScalingResponse) -> str:
    """Answer UntagResource."""
    tags = _scaling_tags.get(response._get_param("ResourceARN"), {})
    for key in response._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


def list_state_machine_versions(_response: StepFunctionResponse) -> str:
    """Answer ListStateMachineVersions."""
    return json.dumps({"stateMachineVersions": []})


def list_tags_of_permission_set(response: SSOAdminResponse) -> str:
    """Answer ListTagsForResource of IAM Identity Center, for permission sets."""
    arn = response._get_param("ResourceArn")
    found = (each for each in response.ssoadmin_backend.permission_sets if each.permission_set_arn == arn)
    return json.dumps({"Tags": getattr(next(found, None), "tags", None) or []})


def call_action(response: BaseResponse) -> tuple[int, dict[str, Any], str | bytes]:
    """Answer a request as moto does; 501, which nobody repeats, for an operation that it does not have."""
    try:
        return _call_action(response)
    except NotImplementedError as missing:
        kind = "application/json" if "json" in str(response.headers.get("Content-Type", "")) else "text/xml"
        told = {"__type": "NotImplemented", "message": str(missing)}
        xml = f"<ErrorResponse><Error><Code>NotImplemented</Code><Message>{missing}</Message></Error></ErrorResponse>"
        return 501, {"Content-Type": kind, "status": 501}, json.dumps(told) if "json" in kind else xml


_call_action = BaseResponse.call_action
_list_tags_of_athena = AthenaResponse.list_tags_for_resource
_register = ApplicationAutoScalingResponse.register_scalable_target
_ANSWERS: dict[type, tuple[Any, ...]] = {
    BaseResponse: (call_action,),
    StepFunctionResponse: (validate_state_machine_definition, list_state_machine_versions),
    EFSResponse: (put_backup_policy,),
    ApplicationAutoScalingResponse: (
        register_scalable_target,
        list_tags_for_resource,
        tag_resource,
        untag_resource,
    ),
}


def mend() -> None:
    """Give moto's services the further answers."""
    for service, answers in _ANSWERS.items():
        for answer in answers:
            setattr(service, answer.__name__, answer)
    AthenaResponse.list_tags_for_resource = list_tags_of_athena  # type: ignore[assignment,method-assign]
    SSOAdminResponse.list_tags_for_resource = list_tags_of_permission_set  # type: ignore[attr-defined]


def serve(host: str, port: int) -> None:
    """Serve until the process is ended."""
    main(["-H", host, "-p", str(port)])


if __name__ == "__main__":
    mend()
    main(sys.argv[1:])
