"""One screen per file: lays out panes, carries messages to the session."""
