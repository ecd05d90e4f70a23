"""Trains the reader. See docs/training.md."""
