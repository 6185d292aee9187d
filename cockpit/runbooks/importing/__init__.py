"""Any text a team keeps as its runbook, repaired into a clean file of the dialect, with an account of every line."""
