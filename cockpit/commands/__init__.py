"""The commands behind `cockpit`, one file each, imported when called."""
