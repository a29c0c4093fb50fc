"""Keep what people learned from each other, and share it as they wish."""
