"""What Terraform providers themselves know in a plan: computed data sources and planned attributes."""
