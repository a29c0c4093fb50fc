"""Play a chat platform in the browser, with simulated colleagues and a clock of its own."""
