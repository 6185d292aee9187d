"""Scenario: somebody put a wrong signing secret; the shop refuses what Stripe delivers, and payments are missing."""
