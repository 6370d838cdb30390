"""Rule tables: the model, its checks, and its application to resource instances."""
