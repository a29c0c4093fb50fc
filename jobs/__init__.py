"""What happens because of time: one file a feature, and the engine that runs them."""
