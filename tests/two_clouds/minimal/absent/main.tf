# Services that the emulator does not have at all: App Runner, connections to where code is kept, Access Analyzer; and who
# may do what in a cluster.

resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "main" {
  for_each          = { a = 0, b = 1 }
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "main" {
  name   = "minimal-absent"
  vpc_id = aws_vpc.main.id
}

resource "aws_apprunner_service" "this" {
  service_name = "minimal"
  source_configuration {
    image_repository {
      image_identifier      = "public.ecr.aws/nginx/nginx:latest"
      image_repository_type = "ECR_PUBLIC"
    }
    auto_deployments_enabled = false
  }
}

resource "aws_apprunner_vpc_connector" "this" {
  vpc_connector_name = "minimal"
  subnets            = [for subnet in aws_subnet.main : subnet.id]
  security_groups    = [aws_security_group.main.id]
}

resource "aws_apprunner_auto_scaling_configuration_version" "this" {
  auto_scaling_configuration_name = "minimal"
}

resource "aws_codeconnections_connection" "this" {
  name          = "minimal"
  provider_type = "GitHub"
}

resource "aws_codeconnections_host" "this" {
  name              = "minimal"
  provider_endpoint = "https://code.example.org"
  provider_type     = "GitHubEnterpriseServer"
}

resource "aws_codestarconnections_connection" "this" {
  name          = "minimal-formerly"
  provider_type = "GitHub"
}

resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = "minimal"
}

resource "aws_iam_role" "main" {
  name = "minimal-absent"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "eks.amazonaws.com" } }]
  })
}

resource "aws_eks_cluster" "main" {
  name     = "minimal-absent"
  role_arn = aws_iam_role.main.arn
  vpc_config {
    subnet_ids = [for subnet in aws_subnet.main : subnet.id]
  }
}

resource "aws_eks_access_entry" "main" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_iam_role.main.arn
}

resource "aws_eks_access_policy_association" "this" {
  cluster_name  = aws_eks_access_entry.main.cluster_name
  principal_arn = aws_eks_access_entry.main.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
  access_scope {
    type = "cluster"
  }
}
