# What the emulator has no service for, never finishes, or has in one region only: deployed, and never applied.

resource "aws_vpc" "main" {
  cidr_block = "10.31.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.31.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_security_group" "main" {
  name   = "minimal-elsewhere"
  vpc_id = aws_vpc.main.id
}

resource "aws_msk_cluster" "this" {
  cluster_name           = "minimal"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    client_subnets  = aws_subnet.main[*].id
    instance_type   = "kafka.m5.large"
    security_groups = [aws_security_group.main.id]
  }
}

resource "aws_msk_scram_secret_association" "this" {
  cluster_arn     = aws_msk_cluster.this.arn
  secret_arn_list = [aws_secretsmanager_secret.main.arn]
}

resource "aws_secretsmanager_secret" "main" {
  name = "AmazonMSK_minimal"
}

resource "aws_msk_cluster_policy" "this" {
  cluster_arn = aws_msk_cluster.this.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "kafka.amazonaws.com" }, Action = "kafka:DescribeCluster", Resource = "*" }]
  })
}

resource "aws_msk_serverless_cluster" "this" {
  cluster_name = "minimal-serverless"
  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }
  vpc_config {
    subnet_ids = aws_subnet.main[*].id
  }
}

resource "aws_grafana_workspace" "this" {
  account_access_type      = "CURRENT_ACCOUNT"
  authentication_providers = ["SAML"]
  permission_type          = "SERVICE_MANAGED"
}

resource "aws_grafana_workspace_saml_configuration" "this" {
  workspace_id       = aws_grafana_workspace.this.id
  editor_role_values = ["editors"]
  idp_metadata_url   = "https://id.example.org/metadata"
}

resource "aws_kms_replica_key" "this" {
  primary_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"
}

resource "aws_apigatewayv2_api" "main" {
  name          = "minimal-with-a-domain"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "main" {
  api_id = aws_apigatewayv2_api.main.id
  name   = "minimal-with-a-domain"
}

resource "aws_apigatewayv2_domain_name" "this" {
  domain_name = "api.example.org"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  api_id      = aws_apigatewayv2_api.main.id
  domain_name = aws_apigatewayv2_domain_name.this.id
  stage       = aws_apigatewayv2_stage.main.id
}
