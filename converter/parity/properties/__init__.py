"""Properties: rows of what must hold for templates, and what a project expects of them."""
