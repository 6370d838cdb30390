"""The rows of the catalogue: one file per room, each with its rows in the order of their ids."""
