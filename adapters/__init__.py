"""Chat platforms: each adapter turns payloads into invocations and cards into messages.

No adapter imports another.
"""
