"""A Cloudflare on the loopback address: keeps state, answers as the API does, and can be told to fail."""
