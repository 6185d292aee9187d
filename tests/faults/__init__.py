"""The table of injected faults, and the tests for those that no other part has."""
