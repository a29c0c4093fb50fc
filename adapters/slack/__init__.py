"""The adapter for Slack workspaces."""
