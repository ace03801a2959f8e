"""The calculation: registers, the law, exact money and statements; it knows no window."""

__version__ = "0.1.0"
"""The program's version, printed on every page and kept in every scenario file."""
