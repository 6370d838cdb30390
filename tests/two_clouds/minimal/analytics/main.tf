# Catalogues, jobs on data and queries.

resource "aws_iam_role" "main" {
  name = "minimal-analytics"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" } }]
  })
}

resource "aws_athena_workgroup" "this" {
  name = "minimal"
}

resource "aws_athena_named_query" "this" {
  name     = "minimal"
  database = aws_glue_catalog_database.this.name
  query    = "SELECT 1"
}

resource "aws_glue_catalog_database" "this" {
  name = "minimal"
}

resource "aws_glue_catalog_table" "this" {
  name          = "minimal"
  database_name = aws_glue_catalog_database.this.name
}

resource "aws_glue_crawler" "this" {
  name          = "minimal"
  database_name = aws_glue_catalog_database.this.name
  role          = aws_iam_role.main.arn
  s3_target {
    path = "s3://minimal-lake/orders/"
  }
}

resource "aws_glue_job" "this" {
  name     = "minimal"
  role_arn = aws_iam_role.main.arn
  command {
    script_location = "s3://minimal-lake/orders.py"
  }
}

resource "aws_glue_trigger" "this" {
  name     = "minimal"
  type     = "SCHEDULED"
  schedule = "cron(15 12 * * ? *)"
  actions {
    job_name = aws_glue_job.this.name
  }
}

resource "aws_lakeformation_permissions" "this" {
  principal   = aws_iam_role.main.arn
  permissions = ["ALTER"]
  database {
    name = aws_glue_catalog_database.this.name
  }
}
