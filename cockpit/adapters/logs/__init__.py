"""Log sources and the store behind the log pane: bytes stay where they are, an index says where entries begin."""
