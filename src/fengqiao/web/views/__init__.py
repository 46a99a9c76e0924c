"""The generic pages."""
