# Builds and the lines that run them.

resource "aws_iam_role" "main" {
  name = "minimal-builds"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "line" {
  name = "minimal-line"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codepipeline.amazonaws.com" } }]
  })
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "minimal-artifacts"
}

resource "aws_codebuild_project" "this" {
  name         = "minimal"
  service_role = aws_iam_role.main.arn
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type     = "S3"
    location = "minimal-artifacts/source.zip"
  }
}

resource "aws_codepipeline" "this" {
  name     = "minimal"
  role_arn = aws_iam_role.line.arn
  artifact_store {
    location = aws_s3_bucket.artifacts.bucket
    type     = "S3"
  }
  stage {
    name = "Source"
    action {
      name             = "Fetch"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["source"]
      configuration    = { S3Bucket = aws_s3_bucket.artifacts.bucket, S3ObjectKey = "source.zip" }
    }
  }
  stage {
    name = "Build"
    action {
      name            = "Compile"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source"]
      configuration   = { ProjectName = aws_codebuild_project.this.name }
    }
  }
}
