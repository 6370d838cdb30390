"""A root that is beyond CloudFormation's limits in every way that cutting and folding can help with."""

from __future__ import annotations

from collections.abc import Iterator

KINDS = (
    ("enable_queue", "bool", "true"),
    ("retention", "number", "345600"),
    ("queue_name", "string", '"q"'),
    ("tier", "string", '"a"'),
)
ONE_OF_TWO = 'validation {\n  condition = contains(["a", "b"], var.tier_%03d)\n  error_message = "a or b"\n }\n'


def large_root(variables: int = 260, resources: int = 700, outputs: int = 230) -> str:
    """Queues that exist under switches, roles, policies of the roles that name the queues, and outputs of roles."""
    each = variables // len(KINDS)
    queues = roles = resources * 2 // 5
    return "\n".join(
        (
            *_variables(each),
            *(_queue(n, n % each) for n in range(queues)),
            *(_role(n, n % each) for n in range(roles)),
            *(_policy(n, n % each) for n in range(resources - queues - roles)),
            *(f'output "role_{n}" {{\n value = aws_iam_role.r{n}.arn\n}}' for n in range(outputs)),
        )
    )


def _variables(each: int) -> Iterator[str]:
    for n in range(each):
        for name, kind, default in KINDS:
            condition = ONE_OF_TWO % n if name == "tier" else ""
            yield f'variable "{name}_{n:03}" {{\n type = {kind}\n default = {default}\n {condition}}}'


def _queue(n: int, of: int) -> str:
    return f"""resource "aws_sqs_queue" "q{n}" {{
  count                     = var.enable_queue_{of:03} ? 1 : 0
  name                      = "${{var.queue_name_{of:03}}}-{n}"
  message_retention_seconds = var.retention_{of:03}
  tags                      = {{ tier = var.tier_{of:03} }}
}}"""


def _role(n: int, of: int) -> str:
    return f"""resource "aws_iam_role" "r{n}" {{
  name               = "role-${{var.tier_{of:03}}}-{n}"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "ec2.amazonaws.com" }} }}]
  }})
}}"""


def _policy(n: int, of: int) -> str:
    queue = f'var.enable_queue_{of:03} ? aws_sqs_queue.q{n}[0].arn : "arn:aws:sqs:us-east-1:123456789012:none"'
    return f"""resource "aws_iam_role_policy" "p{n}" {{
  name   = "p{n}"
  role   = aws_iam_role.r{n}.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sqs:SendMessage", Resource = {queue} }}]
  }})
}}"""
