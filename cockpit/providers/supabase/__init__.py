"""Supabase's management API: a project's health, function logs, secrets by digest, backups and restore points."""

from cockpit.providers.supabase.log import FILTERS
from cockpit.providers.supabase.provider import SETTINGS, build, build_log, build_status

__all__ = ["FILTERS", "SETTINGS", "build", "build_log", "build_status"]
