"""Incident Cockpit: one terminal screen for the hour in which production is on fire."""

__version__ = "0.1.0"
