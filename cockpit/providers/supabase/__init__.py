"""Supabase's management API: a project's health, function logs, secrets by digest, backups and restore points."""

from cockpit.providers.supabase.provider import SETTINGS, build, build_status

__all__ = ["SETTINGS", "build", "build_status"]
