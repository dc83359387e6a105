"""Finds categories of personal and usage data in batches of values."""
