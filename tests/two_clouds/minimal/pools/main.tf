# Who somebody is, elsewhere and here; sets of mail.

resource "aws_cognito_identity_pool" "this" {
  identity_pool_name = "minimal"
}

resource "aws_cognito_identity_pool_roles_attachment" "this" {
  identity_pool_id = aws_cognito_identity_pool.this.id
  roles            = { authenticated = aws_iam_role.main.arn }
}

resource "aws_iam_role" "main" {
  name = "minimal-known"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Federated = "cognito-identity.amazonaws.com" }, Action = "sts:AssumeRoleWithWebIdentity" }]
  })
}

resource "aws_iam_saml_provider" "this" {
  name                   = "minimal"
  saml_metadata_document = format("<EntityDescriptor>%s</EntityDescriptor>", join("", [for n in range(100) : "<KeyDescriptor/>"]))
}

resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = "minimal"
}

resource "aws_sesv2_configuration_set_event_destination" "this" {
  configuration_set_name = "minimal"
  event_destination_name = "minimal"
  event_destination {
    matching_event_types = ["BOUNCE"]
    cloud_watch_destination {
      dimension_configuration {
        default_dimension_value = "minimal"
        dimension_name          = "minimal"
        dimension_value_source  = "MESSAGE_TAG"
      }
    }
  }
}
