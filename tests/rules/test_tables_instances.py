"""What the tables of EC2 instances, Auto Scaling, network ACLs and EKS make of conditions, variables and references."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversion.converting import converted
from tests.parity.converted import Root

INSTANCES = Path(__file__).with_name("instances.tf")
INSTANCE = """
variable "public" {
  type    = bool
  default = true
}

resource "aws_instance" "this" {
  ami           = %s
  instance_type = "t3.micro"
  %s
}
"""


def test_the_square_commutes_over_all_of_them(tmp_path: Path) -> None:
    root = Root.converted(tmp_path, INSTANCES.read_text(encoding="utf-8"))
    assert root.told() == []


def test_the_root_device_is_looked_up_once_for_each_image() -> None:
    block = "root_block_device {\n volume_size = 20\n }"
    other = INSTANCE % ('"ami-1"', block)
    same = other.partition("resource")[2].replace('"this"', '"same"')
    third = same.replace('"same"', '"third"').replace("ami-1", "ami-2")
    text = converted(f"{other}\nresource{same}\nresource{third}").text("instances")
    assert text.count("DeviceName: !Ref RootDeviceName\n") == 2
    assert text.count("DeviceName: !Ref RootDeviceName2\n") == 1


@pytest.mark.parametrize("flag", ["true", "var.public"])
def test_a_public_address_is_asked_for_with_the_primary_interface(flag: str) -> None:
    more = f'associate_public_ip_address = {flag}\n subnet_id = "subnet-1"\n vpc_security_group_ids = ["sg-1"]'
    text = converted(INSTANCE % ('"ami-1"', more)).text("instances")
    asked = "true" if flag == "true" else "!Ref Public"
    assert f'- AssociatePublicIpAddress: {asked}\n          DeviceIndex: "0"\n' in text
    assert "SecurityGroupIds" not in text
    assert "\n      SubnetId" not in text


def test_the_id_of_a_gateways_association_is_not_the_gateways() -> None:
    text = converted("""
resource "aws_route_table_association" "edge" {
  gateway_id     = "igw-0a1b2c3d"
  route_table_id = "rtb-0a1b2c3d"
}

output "association" {
  value = aws_route_table_association.edge.id
}
""").text("vpc")
    assert "Value: !GetAtt EdgeRouteTableAssociation.AssociationId" in text
