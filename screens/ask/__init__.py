"""Screens that ask one thing and go away."""
