"""Deploy steps: which calls a configuration asks for, and that no secret stands in them."""

from __future__ import annotations

import json

from converter.conversion.steps import Step
from tests.conversion.converting import converted

SECURE = 'resource "aws_ssm_parameter" "x" {{\n name = "/x"\n type = "SecureString"\n value = {value}\n {more}\n}}\n'
VARIABLES = """
variable "password" {
  type      = string
  sensitive = true
}
variable "on" {
  type    = bool
  default = true
}
variable "kind" {
  type    = string
  default = "a"
}
"""


def steps(source: str) -> tuple[Step, ...]:
    return converted(VARIABLES + source).done.steps.steps


def test_a_secure_parameter_is_looked_at_then_made_or_changed() -> None:
    (step,) = steps(SECURE.format(value="var.password", more='tags = { a = "b" }'))
    assert step.phase == "before"
    assert [call.role for call in step.calls] == ["owner", "look", "create", "change", "mark", "undo"]
    owner, look, create, change, mark, undo = step.calls
    assert json.loads(owner.arguments) == {"ResourceType": "Parameter", "ResourceId": "/x"}
    assert json.loads(mark.arguments)["Tags"] == [{"Key": "tf2cfn:stack", "Value": "${AWS::StackName}"}]
    assert look.wanted == "${Password}"
    assert json.loads(create.arguments) == {
        "Name": "/x",
        "Type": "SecureString",
        "Value": "${Password}",
        "Tags": [{"Key": "a", "Value": "b"}],
    }
    assert json.loads(change.arguments) == {
        "Name": "/x",
        "Type": "SecureString",
        "Value": "${Password}",
        "Overwrite": True,
    }
    assert json.loads(undo.arguments) == {"Name": "/x"}


def test_a_stated_secret_is_written_nowhere() -> None:
    result = converted(SECURE.format(value='"hunter2"', more=""))
    (step,) = result.done.steps.steps
    assert step.calls == ()
    assert "its value stands in the configuration" in step.advice
    assert not any("hunter2" in text for text in result.done.files.values())


def test_a_step_has_the_conditions_of_its_resource_and_values() -> None:
    source = SECURE.format(value='var.kind == "a" ? var.password : "none"', more="count = var.on ? 1 : 0")
    (step,) = steps(source)
    creates = [call for call in step.calls if call.role == "create"]
    seen = {
        (tuple((c.left, c.equal, c.right) for c in call.when), json.loads(call.arguments)["Value"]) for call in creates
    }
    on = ("${On}", True, "true")
    assert seen == {
        ((on, ("${Kind}", True, "a")), "${Password}"),
        ((on, ("${Kind}", False, "a")), "none"),
    }


def test_texts_that_look_like_values_stay_texts() -> None:
    (step,) = steps(SECURE.format(value='"$${Password}-${var.password}"', more=""))
    (create,) = (call for call in step.calls if call.role == "create")
    assert json.loads(create.arguments)["Value"] == "${!Password}-${Password}"


def test_what_has_no_row_is_told() -> None:
    (step,) = steps(
        """
        resource "aws_ssm_document" "x" {
          name          = "x"
          document_type = "Command"
          content       = "{}"
          permissions   = { type = "Share", account_ids = "all" }
        }
        """
    )
    assert (step.argument, step.calls) == ("permissions", ())
    assert "modify-document-permission" in step.advice


def test_an_item_goes_into_the_table_that_the_stack_has() -> None:
    (step,) = steps(
        """
        resource "aws_dynamodb_table" "t" {
          name         = "t"
          billing_mode = "PAY_PER_REQUEST"
          hash_key     = "id"
          attribute {
            name = "id"
            type = "S"
          }
        }
        resource "aws_dynamodb_table_item" "x" {
          table_name = aws_dynamodb_table.t.name
          hash_key   = "id"
          item       = jsonencode({ id = { S = "$${x}" } })
        }
        """
    )
    (call,) = step.calls
    request = json.loads(call.arguments)
    assert request["TableName"].startswith("${")
    assert request["Item"] == {"id": {"S": "${!x}"}}


QUEUES = """
resource "aws_sqs_queue" "jobs" {{
  {naming}
}}
resource "aws_sqs_queue" "dead" {{
  {dead}
}}
resource "aws_sqs_queue_redrive_policy" "jobs" {{
  queue_url      = aws_sqs_queue.jobs.url
  redrive_policy = jsonencode({{ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 }})
}}
resource "aws_sqs_queue_redrive_allow_policy" "dead" {{
  queue_url            = aws_sqs_queue.dead.url
  redrive_allow_policy = jsonencode({{ redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.jobs.arn] }})
}}
"""


def test_a_queue_without_a_name_is_let_in_after_both_queues_are_there() -> None:
    """Each of the two would have to wait for the other, and neither has a name that could stand in its place."""
    result = converted(QUEUES.format(naming='name_prefix = "jobs-"', dead='name_prefix = "dead-"'))
    assert result.ids == []
    (step,) = result.done.steps.steps
    assert (step.address, step.phase, step.advice) == ("aws_sqs_queue_redrive_allow_policy.dead", "after", "")
    (call,) = step.calls
    request = json.loads(call.arguments)
    assert request["QueueUrl"] == "${MessagingStack/DeadSqsQueue}"
    policy = json.loads(request["Attributes"]["RedriveAllowPolicy"])
    assert policy["sourceQueueArns"] == ["${MessagingStack/Outputs/JobsSqsQueueArn}"]


def test_a_queue_with_a_name_is_let_in_by_its_name() -> None:
    result = converted(QUEUES.format(naming='name = "jobs"', dead='name_prefix = "dead-"'))
    assert result.done.steps.steps == ()
    assert ":jobs" in "".join(result.done.files.values())


def test_a_package_is_uploaded_for_its_parameters() -> None:
    result = converted(
        """
        resource "aws_iam_role" "r" {
          name               = "r"
          assume_role_policy = "{}"
        }
        resource "aws_lambda_function" "f" {
          function_name = "f"
          role          = aws_iam_role.r.arn
          handler       = "index.handler"
          runtime       = "python3.12"
          filename      = "build/f.zip"
        }
        """
    )
    (package,) = result.done.steps.packages
    assert (package.address, package.file) == ("aws_lambda_function.f", "build/f.zip")
    parameters = result.template("main").parameters
    assert package.bucket_parameter in parameters
    assert package.key_parameter in parameters
    assert result.done.steps.steps == ()
