"""Views of an incident as text: pure functions from values to Markdown."""
