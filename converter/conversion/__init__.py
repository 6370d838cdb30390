"""The whole conversion: a loaded configuration in, templates and the conversion record out."""

from converter.conversion.pipeline import UNKNOWN_TYPE, Conversion, ConvertSettings, convert

__all__ = ["UNKNOWN_TYPE", "Conversion", "ConvertSettings", "convert"]
