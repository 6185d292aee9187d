"""The vendor's own runtime on this machine: installed from npm once into the cache, started in two seconds, no root."""
