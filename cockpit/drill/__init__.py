"""The simulated world: real protocols over embedded stores, for the demo and the drills."""
