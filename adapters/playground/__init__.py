"""The playground: a chat platform in the browser, with simulated people and its own clock."""
