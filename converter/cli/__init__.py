"""The command line: reads the arguments, calls the rooms, draws what they return. Nothing imports it."""

from converter.cli.program import main

__all__ = ["main"]
