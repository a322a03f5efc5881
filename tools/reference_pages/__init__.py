"""The pages that tools/reference.py writes."""
