"""One pane per file: shows values, posts messages, does nothing."""
