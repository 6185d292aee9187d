"""Scenario: somebody took a shop's webhook off and forgot it; orders come in at the shop and not in the kitchen."""
