"""Ties the other packages together: configuration, the scan itself, the command line."""

__version__ = "0.1.0"
