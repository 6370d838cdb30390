# A catalogue of data with a job, and questions to it.

resource "aws_s3_bucket" "lake" {
  bucket = "catalog-lake-example"
}

resource "aws_glue_catalog_database" "sales" {
  name        = "catalog_sales"
  description = "Sales"
}

resource "aws_glue_catalog_table" "orders" {
  database_name = aws_glue_catalog_database.sales.name
  name          = "orders"
  table_type    = "EXTERNAL_TABLE"
  parameters    = { classification = "parquet" }
  storage_descriptor {
    location      = "s3://${aws_s3_bucket.lake.bucket}/orders/"
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
    columns {
      name = "id"
      type = "bigint"
    }
    columns {
      name = "amount"
      type = "decimal(12,2)"
    }
    ser_de_info {
      name                  = "parquet"
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    }
  }
}

resource "aws_iam_role" "job" {
  name = "catalog-job"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" } }]
  })
}

resource "aws_glue_job" "load" {
  name              = "catalog-load"
  role_arn          = aws_iam_role.job.arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 2
  command {
    script_location = "s3://${aws_s3_bucket.lake.bucket}/load.py"
    python_version  = "3"
  }
}

resource "aws_athena_workgroup" "analysts" {
  name = "catalog-analysts"
  configuration {
    enforce_workgroup_configuration = true
    result_configuration {
      output_location = "s3://${aws_s3_bucket.lake.bucket}/results/"
    }
  }
}

resource "aws_athena_named_query" "totals" {
  name      = "catalog-totals"
  workgroup = aws_athena_workgroup.analysts.id
  database  = aws_glue_catalog_database.sales.name
  query     = "SELECT sum(amount) FROM orders"
}
