"""What the log sources bring while an incident is open, kept in the incident's folder and read again later."""
