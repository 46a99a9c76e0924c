"""Being written."""
HABITS: dict = {}
