"""What moto lacks of repositories of code: their times as numbers, their tags, and the list of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from moto.codecommit.exceptions import RepositoryDoesNotExistException
from moto.codecommit.models import CodeCommit
from moto.codecommit.responses import CodeCommitResponse

from .patch import Patch

_TIMES = ("creationDate", "lastModifiedDate")


def make(original: Callable[..., None]) -> Callable[..., None]:
    """Keep times as the service tells them, in seconds.

    https://docs.aws.amazon.com/codecommit/latest/APIReference/API_RepositoryMetadata.html
    """

    def made(repository: CodeCommit, *arguments: Any, **named: Any) -> None:
        original(repository, *arguments, **named)
        told: dict[str, Any] = repository.repository_metadata
        for name in _TIMES:
            told[name] = dt.datetime.fromisoformat(told[name]).timestamp()

    return made


def create(original: Callable[[CodeCommitResponse], str]) -> Callable[[CodeCommitResponse], str]:
    """Keep the tags of a new repository."""

    def answer(response: CodeCommitResponse) -> str:
        told = original(response)
        repository = _repositories(response)[response._get_param("repositoryName")]
        repository.__dict__["tags"] = response._get_param("tags", {})
        return told

    return answer


def list_repositories(_original: Any) -> Callable[[CodeCommitResponse], str]:
    """Name every repository."""

    def answer(response: CodeCommitResponse) -> str:
        told = [each.repository_metadata for each in _repositories(response).values()]
        return json.dumps(
            {"repositories": [{name: each[name] for name in ("repositoryName", "repositoryId")} for each in told]}
        )

    return answer


def list_tags(_original: Any) -> Callable[[CodeCommitResponse], str]:
    """Tell the tags that a repository was made with."""

    def answer(response: CodeCommitResponse) -> str:
        name = response._get_param("resourceArn").rpartition(":")[2]
        if name not in _repositories(response):
            raise RepositoryDoesNotExistException(name)
        return json.dumps({"tags": _repositories(response)[name].__dict__.get("tags", {})})

    return answer


def _repositories(response: CodeCommitResponse) -> dict[str, CodeCommit]:
    return response.codecommit_backend.repositories


PATCHES = (
    Patch("the times of a repository are texts", CodeCommit, "__init__", make),
    Patch("a repository is made without its tags", CodeCommitResponse, "create_repository", create),
    Patch("no ListRepositories", CodeCommitResponse, "list_repositories", list_repositories),
    Patch("no ListTagsForResource of repositories", CodeCommitResponse, "list_tags_for_resource", list_tags),
)
