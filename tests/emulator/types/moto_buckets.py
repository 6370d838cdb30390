"""What moto does not keep of a bucket: analytics, metrics, tiering and, to delete them, inventories.

Each is a document that a bucket has under an identifier; it is shown as it was put.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAnalyticsConfiguration.html and its like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from moto.s3.responses import S3Response

from .patch import Patch

_KINDS = ("analytics", "intelligent-tiering", "inventory", "metrics")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_NONE = "<Error><Code>NoSuchConfiguration</Code><Message>The specified configuration does not exist.</Message></Error>"
_Answer = tuple[int, dict[str, Any], str]


def put(original: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a document; moto takes the request for one that makes the bucket."""

    def bucket_put(response: S3Response, request: Any, bucket: str, query: Mapping[str, Any]) -> Any:
        if (kind := _kind(query)) is None:
            return original(response, request, bucket, query)
        body = response.body
        text = body.decode() if isinstance(body, bytes) else str(body)
        _documents(response, bucket, kind)[query["id"][0]] = _DECLARATION.sub("", text)
        return 200, {}, ""

    return bucket_put


def get(original: Callable[..., Any]) -> Callable[..., Any]:
    """Show one document, or all of a kind; moto shows what is in the bucket."""

    def bucket_get(response: S3Response, bucket: str, query: Mapping[str, Any]) -> Any:
        if (kind := _kind(query)) is None:
            return original(response, bucket, query)
        documents = _documents(response, bucket, kind)
        if "id" not in query:
            return _shown(f"<List><IsTruncated>false</IsTruncated>{''.join(documents.values())}</List>")
        document = documents.get(query["id"][0])
        return _shown(document) if document is not None else (404, {}, _NONE)

    return bucket_get


def delete(original: Callable[..., Any]) -> Callable[..., Any]:
    """Forget a document; moto deletes the bucket."""

    def bucket_delete(response: S3Response, bucket: str, query: Mapping[str, Any]) -> Any:
        if (kind := _kind(query)) is None:
            return original(response, bucket, query)
        _documents(response, bucket, kind).pop(query["id"][0], None)
        return 204, {}, ""

    return bucket_delete


def _kind(query: Mapping[str, Any]) -> str | None:
    return next((kind for kind in _KINDS if kind in query), None)


def _documents(response: S3Response, bucket: str, kind: str) -> dict[str, str]:
    held = response.backend.get_bucket(bucket).__dict__.setdefault("documents", {})
    found: dict[str, str] = held.setdefault(kind, {})
    return found


def _shown(document: str) -> _Answer:
    return 200, {"Content-Type": "application/xml"}, document


PATCHES = (
    Patch("a bucket's documents are not kept", S3Response, "_bucket_response_put", put),
    Patch("a bucket's documents are not shown", S3Response, "_bucket_response_get", get),
    Patch("to delete a bucket's document deletes it", S3Response, "_bucket_response_delete", delete),
)
