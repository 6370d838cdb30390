# What a distribution does with requests and answers.

resource "aws_cloudfront_cache_policy" "this" {
  name = "minimal"
  parameters_in_cache_key_and_forwarded_to_origin {
    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

resource "aws_cloudfront_origin_request_policy" "this" {
  name = "minimal"
  cookies_config {
    cookie_behavior = "none"
  }
  headers_config {
    header_behavior = "none"
  }
  query_strings_config {
    query_string_behavior = "none"
  }
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name = "minimal"
  server_timing_headers_config {
    enabled       = true
    sampling_rate = 50
  }
}

resource "aws_cloudfront_function" "this" {
  name    = "minimal"
  runtime = "cloudfront-js-2.0"
  code    = "function handler(event) { return event.request; }"
}
