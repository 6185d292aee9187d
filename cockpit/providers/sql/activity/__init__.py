"""What PostgreSQL is doing right now: its connections, who blocks whom, what runs long; and ending one session."""
