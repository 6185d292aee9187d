"""Ask, then submit: what happens between a key press and a request, one small flow each."""
