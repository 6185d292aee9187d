"""Markdown to Runbook."""
