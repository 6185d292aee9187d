"""The machine we sit on: files, processes, the keyring, journals and the clock."""
