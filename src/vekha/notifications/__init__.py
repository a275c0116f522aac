"""Letters: templates, messages, transports. Nothing here changes the state of an obligation."""
