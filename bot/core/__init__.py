"""The way in (router, dispatch), the way out (outbox, port) and what happens later (schedule)."""
