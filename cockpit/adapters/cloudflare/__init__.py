"""Cloudflare's API as every provider of ours that needs it sees it."""
