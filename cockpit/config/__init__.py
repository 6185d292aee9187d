"""cockpit.toml into a `Profile`: strict, every problem at once, each with its place and the nearest right spelling."""

from cockpit.config.find import find_profile
from cockpit.config.load import load_profile
from cockpit.config.problems import ConfigError, Problem

__all__ = ["ConfigError", "Problem", "find_profile", "load_profile"]
