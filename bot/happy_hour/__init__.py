"""Happy hours: polls about when and where to meet, monthly series, and the lunch beside each."""
