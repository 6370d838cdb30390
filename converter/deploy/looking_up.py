"""Look-ups carried out with boto3: what the account has already, as values of parameters.

Credentials and Region are found as the AWS SDK finds them; nothing but the read operations that ``mappings/`` names is
called.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

import boto3
import jmespath
from botocore.exceptions import BotoCoreError, ClientError

from converter.conversion.lookups import Expected, LookUp
from converter.deploy.requests import MissingValueError, arguments_of, request_of, result_of
from converter.findings import Finding, FindingError, Findings, Severity

Client = Callable[[str], Any]
"""A client of an AWS service, by the service's name."""


def new_session(region: str | None = None, profile: str | None = None) -> boto3.Session:
    """A session with the user's own credentials. Raises FindingError where there is no such profile, or no Region."""
    try:
        session = boto3.Session(region_name=region, profile_name=profile)
    except BotoCoreError as problem:
        raise _failed("no session with AWS", problem) from None
    if session.region_name is None:
        raise FindingError(
            Finding(
                "deploy-look-up",
                Severity.ERROR,
                "no Region to look things up in",
                "give one with --region or AWS_REGION",
            )
        )
    return session


def clients(session: boto3.Session) -> Client:
    """The clients of a session."""
    return cast("Client", session.client)


def pseudo_values(session: boto3.Session) -> dict[str, str]:
    """The pseudo parameters that requests may name. Raises FindingError where AWS does not take the credentials."""
    region = session.region_name or ""
    try:
        account = clients(session)("sts").get_caller_identity()["Account"]
        partition = session.get_partition_for_region(region)
    except (BotoCoreError, ClientError) as problem:
        raise _failed("the account cannot be read", problem) from None
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    return {"AWS::Region": region, "AWS::AccountId": account, "AWS::Partition": partition, "AWS::URLSuffix": suffix}


def look_up_all(
    lookups: Iterable[LookUp], values: Mapping[str, str], client: Client, findings: Findings
) -> dict[str, str]:
    """The values found, by parameter; what is not found goes to ``findings``.

    ``values`` are those of the other parameters and of the pseudo parameters; a look-up whose parameter is among them
    is not carried out.
    """
    found: dict[str, str] = {}
    for look_up in lookups:
        if look_up.parameter in values:
            continue
        try:
            text = _look_up(look_up, {**values, **found}, client)
        except FindingError as problem:
            findings.extend(problem.findings)
            continue
        if text is not None:
            found[look_up.parameter] = text
    return found


def _look_up(look_up: LookUp, values: Mapping[str, str], client: Client) -> str | None:
    """The value of one look-up; None where what would be looked up does not exist under these values."""
    if not look_up.requests:
        raise _problem(look_up, "cannot be looked up", f"{look_up.advice}; give it with --lookup-value")
    try:
        request = request_of(look_up, values)
        if request is None:
            return None
        response = _response(look_up, arguments_of(request, values), client)
        matches = jmespath.search(result_of(request, values), response)
    except MissingValueError as missing:
        raise _problem(look_up, f"needs a value of {missing.parameter}", "give that first") from None
    except (BotoCoreError, ClientError) as problem:
        raise _failed(_title(look_up), problem, look_up) from None
    return _chosen(look_up, _texts(look_up, matches))


def _response(look_up: LookUp, arguments: dict[str, Any], client: Client) -> Any:
    """The response, all pages of it; the JSON document in it where that is what is read."""
    service = client(look_up.service)
    if service.can_paginate(look_up.operation):
        return service.get_paginator(look_up.operation).paginate(**arguments).build_full_result()
    response = getattr(service, look_up.operation)(**arguments)
    if not look_up.document:
        return response
    try:
        return json.loads(response[look_up.document].read())
    except ValueError:
        raise _problem(look_up, "reads what is no JSON", "check what the data source names") from None


def _texts(look_up: LookUp, matches: Any) -> list[str]:
    """What was found as texts; a list that one match holds counts element by element."""
    found: list[str] = []
    for match in matches if isinstance(matches, list) else [] if matches is None else [matches]:
        for item in match if isinstance(match, list) else [match]:
            if isinstance(item, dict):
                raise _problem(look_up, "finds an object, which no parameter can hold", "refer to its members")
            text = str(item).lower() if isinstance(item, bool) else _number(item) if not isinstance(item, str) else item
            found.append(text.removeprefix(look_up.prefix))
    return found


def _number(number: float | Decimal) -> str:
    return format(Decimal(str(number)).normalize(), "f")


def _chosen(look_up: LookUp, found: list[str]) -> str:
    match look_up.expected:
        case Expected.LIST:
            if any("," in text for text in found):
                raise _problem(look_up, "finds a text with a comma", "a list parameter cannot hold it")
            if not found:
                raise _problem(look_up, "finds nothing", "a list parameter cannot be empty; check the data source")
            return ",".join(found)
        case Expected.FIRST if found:
            return found[0]
        case Expected.ONE if len(found) == 1:
            return found[0]
    if not found:
        raise _problem(look_up, "finds nothing", "check the data source's arguments, the Region and the account")
    raise _problem(look_up, f"finds {len(found)}, and has to find one", "narrow the data source's arguments down")


def _title(look_up: LookUp) -> str:
    return f"the look-up of {look_up.parameter}"


def _problem(look_up: LookUp, what: str, detail: str) -> FindingError:
    return FindingError(
        Finding(
            "deploy-look-up",
            Severity.ERROR,
            f"{_title(look_up)} ({look_up.address}) {what}",
            detail,
            look_up.span,
            address=look_up.address,
        )
    )


def _failed(what: str, problem: BotoCoreError | ClientError, look_up: LookUp | None = None) -> FindingError:
    """The error about a call that AWS refuses, or that does not get there."""
    detail = " ".join(str(problem).split())
    return FindingError(
        Finding(
            "deploy-look-up",
            Severity.ERROR,
            f"{what} fails" if look_up is not None else what,
            f"{detail}; check the credentials, the Region, and that they may read this",
            look_up.span if look_up is not None else None,
            address=look_up.address if look_up is not None else None,
        )
    )
