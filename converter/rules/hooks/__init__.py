"""Finish hooks: what no row can say about a whole resource. Each is named by a rule's ``finish``."""
