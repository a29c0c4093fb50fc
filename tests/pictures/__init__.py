"""Pictures of what people see in Slack and in Discord, drawn from what Mingle sends them.

Not the platforms' own clients: an honest approximation, to look at every card, form and home tab.
"""
