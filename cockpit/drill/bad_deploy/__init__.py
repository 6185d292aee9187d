"""Scenario: a new version of the shop breaks its checkout; going back to the one before mends it."""
