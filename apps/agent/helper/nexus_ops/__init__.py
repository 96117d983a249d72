"""The helper's operations; see operations.py."""
