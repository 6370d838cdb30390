# Each lifecycle rule has its effect, or its verdict.

resource "aws_sns_topic" "a" {
  name = "a"

  lifecycle {
    prevent_destroy       = true
    create_before_destroy = true
    ignore_changes        = [display_name, tags["Owner"]]
    replace_triggered_by  = [aws_sns_topic.b, terraform_data.version.output]
  }
}

resource "aws_sns_topic" "b" {
  name = "b"

  lifecycle {
    ignore_changes = all
  }
}

resource "terraform_data" "version" {
  input = "1"
}
