# APIs of GraphQL.

resource "aws_appsync_graphql_api" "this" {
  name                = "minimal"
  authentication_type = "API_KEY"
}

resource "aws_appsync_api_key" "this" {
  api_id = aws_appsync_graphql_api.this.id
}

resource "aws_appsync_datasource" "this" {
  api_id = aws_appsync_graphql_api.this.id
  name   = "minimal"
  type   = "NONE"
}

resource "aws_appsync_function" "this" {
  api_id      = aws_appsync_graphql_api.this.id
  data_source = "minimal"
  name        = "minimal"
}

resource "aws_appsync_resolver" "this" {
  api_id = aws_appsync_graphql_api.this.id
  type   = "Query"
  field  = "order"
}
