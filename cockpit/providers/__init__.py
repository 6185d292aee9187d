"""The vendors, one file or folder each: its client, what it can show, what it can do."""
