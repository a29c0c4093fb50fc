"""What strangers and single employees can send, and how long everybody else waits meanwhile."""
