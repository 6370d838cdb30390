"""Fetches a template from where a request says: the body itself, or an object in S3."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.exceptions import ClientError

from .errors import ValidationError
from .resource_types import Clients
from .template import BODY_LIMIT, URL_LIMIT

_S3_HOST = re.compile(
    r"(?:(?P<bucket>.+)\.)?s3[.-](?:dualstack\.)?(?:[a-z]{2}(?:-[a-z]+)+-\d\.)?amazonaws\.com(?:\.cn)?"
)
_LOCAL_HOST = re.compile(r"(?:(?P<bucket>.+)\.(?:s3\.)?)?localhost|127\.0\.0\.1")


def fetch(body: str | None, url: str | None, clients: Clients) -> str:
    """Return a template's text; ValidationError in CloudFormation's words where there is none."""
    if (body is None) == (url is None):
        raise ValidationError("Either Template URL or Template Body must be specified.")
    if body is not None:
        size = len(body.encode())
        if size > BODY_LIMIT:
            raise ValidationError(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: "
                f"Member must have length less than or equal to {BODY_LIMIT}"
            )
        return body
    assert url is not None
    bucket, key, version = place(url)
    client = clients.client("s3")
    try:
        answer = client.get_object(Bucket=bucket, Key=key, **({"VersionId": version} if version else {}))
    except ClientError as error:
        said = error.response["Error"].get("Message", "Access Denied")
        raise ValidationError(
            f"S3 error: {said}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"
        ) from None
    content: bytes = answer["Body"].read()
    if len(content) > URL_LIMIT:
        raise ValidationError(f"Template may not exceed {URL_LIMIT} bytes in size.")
    return content.decode()


def place(url: str) -> tuple[str, str, str | None]:
    """Return bucket, key and version of a template's URL, in path style or virtual-host style."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    match = _S3_HOST.fullmatch(host) or _LOCAL_HOST.fullmatch(host)
    if match is None or parts.scheme not in {"http", "https"}:
        raise ValidationError("TemplateURL must be a supported URL.")
    path = unquote(parts.path).lstrip("/")
    bucket = match.group("bucket")
    if bucket is None:
        bucket, _, path = path.partition("/")
    if not bucket or not path:
        raise ValidationError("TemplateURL must reference a valid S3 object to which you have access.")
    versions = parse_qs(parts.query).get("versionId")
    return bucket, path, versions[0] if versions else None
