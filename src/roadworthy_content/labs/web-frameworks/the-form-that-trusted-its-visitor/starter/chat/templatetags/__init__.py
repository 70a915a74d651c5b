"""Tags and filters of the chat."""
