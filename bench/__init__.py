"""Measurements of the program from outside, in a real terminal. They print; they never gate a test."""
