"""The vendors of the simulated world on loopback: their protocols, with state, that fail as told."""
