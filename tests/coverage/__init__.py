"""What of the given requirements is served, where, and what is not: tables of data and the page made of them."""
