"""The stand-ins for the utility providers, asked by the real Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.emulated_aws import EmulatedAws
from tests.support.terraform_cli import Workspace, find_provider_mirror, terraform_missing_reason

REASON = terraform_missing_reason()
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

ROOT = """
resource "random_password" "it" {
  length      = 12
  special     = false
  min_numeric = 12
}

resource "random_pet" "it" {
  prefix = "p"
}

resource "null_resource" "it" {
  triggers = { pet = random_pet.it.id }
}

resource "time_static" "it" {
  rfc3339 = "2020-02-03T04:05:06Z"
}

resource "tls_private_key" "it" {
  algorithm = "ED25519"
}

resource "local_file" "it" {
  filename = "${path.module}/made.txt"
  content  = "text"
}

data "archive_file" "it" {
  type        = "zip"
  output_path = "${path.module}/made.zip"
  source {
    content  = "text"
    filename = "a.txt"
  }
}

data "external" "it" {
  program = ["sh", "-c", "printf '{\\"k\\": \\"v\\"}'"]
}

data "http" "it" {
  url = "http://192.0.2.1/"
}

data "template_file" "it" {
  template = "hello $${name}"
  vars     = { name = "you" }
}

data "cloudinit_config" "it" {
  gzip          = false
  base64_encode = false
  part {
    content = "text"
  }
}

output "answers" {
  value = {
    password  = nonsensitive(random_password.it.result)
    pet       = random_pet.it.id
    month     = time_static.it.month
    key       = tls_private_key.it.public_key_openssh
    sum       = local_file.it.content_md5
    archive   = data.archive_file.it.output_size
    external  = data.external.it.result
    http      = data.http.it.status_code
    template  = data.template_file.it.rendered
    cloudinit = data.cloudinit_config.it.rendered
  }
}
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what an apply of all providers gives."""
    root = tmp_path_factory.mktemp("root")
    (root / "main.tf").write_text(ROOT)
    mirror = find_provider_mirror()
    assert mirror is not None
    with EmulatedAws() as aws, Workspace(root, aws=aws, mirror=mirror) as workspace:
        state = workspace.apply()
    found: dict[str, object] = state["values"]["outputs"]["answers"]["value"]
    return found


def test_resources_get_their_values(answers: dict[str, object]) -> None:
    assert str(answers["password"]).isdigit()
    assert len(str(answers["password"])) == 12
    assert str(answers["pet"]).startswith("p-")
    assert answers["month"] == 2
    assert str(answers["key"]).startswith("ssh-ed25519 ")
    assert answers["sum"] == "1cb251ec0d568de6a929b520c4aed8d1"


def test_data_sources_are_read_without_a_network(answers: dict[str, object]) -> None:
    assert isinstance(answers["archive"], int)
    assert answers["external"] == {"k": "v"}
    assert answers["http"] == 200
    assert answers["template"] == "hello you"
    assert "text" in str(answers["cloudinit"])


def test_the_original_is_only_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("")
    (tmp_path / "terraform.tfvars").write_text("unreadable =")
    mirror = find_provider_mirror()
    assert mirror is not None
    with EmulatedAws() as aws, Workspace(tmp_path, aws=aws, mirror=mirror) as workspace:
        assert workspace.validate()["valid"] is True
    assert sorted(path.name for path in tmp_path.iterdir()) == ["main.tf", "terraform.tfvars"]
