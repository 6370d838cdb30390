"""CloudFormation's Query protocol, in the place of moto's own CloudFormation.

Parsing and serialising are moto's, by botocore's service model; what is answered is ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from moto.cloudformation import urls
from moto.cloudformation.models import cloudformation_backends
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse

from .account_region import AccountRegion, Settings
from .change_set_requests import ChangeSetRequests
from .describing import Descriptions
from .errors import ApiError
from .faults import FAULTS_PATH, Fault
from .stack_requests import StackRequests

_REQUESTS: Final[dict[Callable[[AccountRegion], Any], tuple[str, ...]]] = {
    Descriptions: (
        "describe_stack_events",
        "describe_stack_resource",
        "describe_stack_resources",
        "describe_stacks",
        "get_stack_policy",
        "get_template",
        "get_template_summary",
        "list_change_sets",
        "list_exports",
        "list_imports",
        "list_stack_resources",
        "list_stacks",
        "validate_template",
    ),
    StackRequests: (
        "cancel_update_stack",
        "continue_update_rollback",
        "create_stack",
        "delete_stack",
        "rollback_stack",
        "set_stack_policy",
        "update_stack",
        "update_termination_protection",
    ),
    ChangeSetRequests: (
        "create_change_set",
        "delete_change_set",
        "describe_change_set",
        "execute_change_set",
    ),
}
_ATTRIBUTE: Final = "emulated_cloudformation"


class _Refusal(ServiceException):
    """An error answer; a class of our own, since moto looks for the service model by the module of its class."""


def region_of(account_id: str, region: str, settings: Settings) -> AccountRegion:
    """Return the stacks of an account's region; they go when moto is reset, with the resources they stand for."""
    backend = cloudformation_backends[account_id][region]
    known: AccountRegion | None = getattr(backend, _ATTRIBUTE, None)
    if known is None:
        known = AccountRegion(account_id, region, settings)
        setattr(backend, _ATTRIBUTE, known)
    return known


def install(settings: Settings) -> None:
    """Answer CloudFormation's requests in this process from now on, whether by server or by a patched botocore.

    The clients of the resource types need ``mock_aws`` (or ``clients.reach_moto``) to be in force.
    """
    from moto.moto_api._internal import urls as moto_urls  # noqa: PLC0415  (its routes are read when a server starts)

    urls.url_paths["{0}/$"] = _responses(settings).dispatch
    moto_urls.url_paths["{0}" + FAULTS_PATH] = _fault_answers(settings)  # type: ignore[assignment]


@contextmanager
def installed(settings: Settings) -> Iterator[None]:
    """Answer CloudFormation's requests for the time of a ``with`` block; moto's own answers come back after it."""
    path, before = "{0}/$", urls.url_paths["{0}/$"]
    install(settings)
    try:
        yield
    finally:
        urls.url_paths[path] = before


def _responses(settings: Settings) -> type[BaseResponse]:
    class EmulatedCloudFormation(BaseResponse):
        def __init__(self) -> None:
            super().__init__(service_name="cloudformation")
            self.automated_parameter_parsing = True

        def region_state(self) -> AccountRegion:
            return region_of(self.current_account, self.region, settings)

    def add(name: str, owner: Callable[[AccountRegion], Any]) -> None:
        def answer(self: Any) -> ActionResult:
            try:
                return ActionResult(getattr(owner(self.region_state()), name)(_plain(self.params)))
            except ApiError as error:
                raise _Refusal(error.code, error.message) from error

        answer.__name__ = name
        setattr(EmulatedCloudFormation, name, answer)

    for owner, names in _REQUESTS.items():
        for name in names:
            add(name, owner)
    return EmulatedCloudFormation


def _plain(value: Any) -> Any:
    """Return a request's parameters as plain dictionaries and lists, without members that are not there."""
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value


def _fault_answers(settings: Settings) -> Callable[[Any, str, Any], tuple[int, dict[str, str], str]]:
    def cloudformation_faults(request: Any, _url: str, _headers: Any) -> tuple[int, dict[str, str], str]:
        headers = {"Content-Type": "application/json"}
        if request.method == "DELETE":
            settings.faults.clear()
        elif request.method == "POST":
            try:
                settings.faults.add(Fault(**json.loads(request.get_data())))
            except (TypeError, ValueError) as error:
                return 400, headers, json.dumps({"error": str(error)})
        return 200, headers, "{}"

    return cloudformation_faults
