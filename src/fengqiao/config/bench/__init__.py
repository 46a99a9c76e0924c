"""Measuring: the door beside its floor, the pages with ten thousand and a hundred thousand matters."""
