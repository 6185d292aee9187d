"""The formats of log lines, one file each, and `table`, which lists them."""
