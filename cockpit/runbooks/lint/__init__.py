"""Says what in a runbook will fail at night, before the night."""
