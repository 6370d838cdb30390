# options: --allow-partial
# Resources of the small providers: each has a verdict of its own.
resource "time_sleep" "settled" {
  create_duration = "30s"
}

resource "time_static" "made" {}

resource "tls_private_key" "main" {
  algorithm = "RSA"
}

resource "local_file" "note" {
  filename = "note.txt"
  content  = "made"
}

data "http" "address" {
  url = "https://example.org/address"
}

data "cloudinit_config" "main" {
  part {
    content = "#!/bin/sh"
  }
}

resource "aws_ssm_parameter" "address" {
  name  = "/address"
  type  = "String"
  value = data.http.address.response_body
}
