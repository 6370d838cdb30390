# What jobs need, and their order.

resource "aws_glue_connection" "this" {
  name                  = "minimal"
  connection_properties = { JDBC_CONNECTION_URL = "jdbc:mysql://example.org/shop", SECRET_ID = "shop" }
}

resource "aws_glue_security_configuration" "this" {
  name = "minimal"
  encryption_configuration {
    cloudwatch_encryption {}
    job_bookmarks_encryption {}
    s3_encryption {}
  }
}

resource "aws_glue_workflow" "this" {
  name = "minimal"
}
