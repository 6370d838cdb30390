"""The whole conversion: a loaded configuration in, templates and the conversion record out."""

from converter.conversion.pipeline import Conversion, ConvertSettings, convert

__all__ = ["Conversion", "ConvertSettings", "convert"]
