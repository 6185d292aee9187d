"""The rules, by idea."""
