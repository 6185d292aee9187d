"""What the cockpit does: knows ports, no vendor, no widget."""
