"""The journal as one hash-chained file of JSON lines, and the folder each incident lives in."""
