"""Words for names, and names from words."""

from __future__ import annotations

import hashlib
import re

_INITIALISMS = frozenset(
    {"acl", "acm", "acu", "alb", "ami", "api", "arn", "az", "cidr", "cpu", "db", "dns", "ebs", "ec2", "ecr", "ecs",
     "efs", "eni", "gid", "http", "https", "iam", "id", "ip", "jdbc", "json", "kms", "lb", "nat", "rds", "s3",
     "sns", "sqs", "ssl", "ssm", "tls", "ttl", "uid", "uri", "url", "vpc"}
)  # fmt: skip
_PLURALS = {f"{word}s": f"{word.upper()}s" for word in _INITIALISMS}


def pascal(text: str) -> str:
    """``ecs-services/late`` as ``EcsServicesLate``."""
    parts = "".join(c if c.isalnum() else " " for c in text).split()
    return "".join(w[:1].upper() + w[1:] for w in parts)


def within(name: str, limit: int) -> str:
    """The name; a long one shortened, with a digest of the whole in the place of what is left out."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: limit - len(digest)]}{digest}"


def words(name: str) -> str:
    """``OrdersDatabaseMinAcu`` as ``Orders database min ACU``."""
    found = [w.lower() for w in re.findall(r"[A-Z][a-z0-9]*|[a-z0-9]+", name)]
    shown = [w.upper() if w in _INITIALISMS else _PLURALS.get(w, w) for w in found]
    text = " ".join(shown)
    return text[:1].upper() + text[1:]
