"""D1: SQLite over Cloudflare's API. No session, no transaction across requests; a batch is one transaction."""
