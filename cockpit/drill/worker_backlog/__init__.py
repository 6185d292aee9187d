"""Scenario: a worker died holding its locks; the jobs behind them wait, and the oldest is about to pass 15 minutes."""
