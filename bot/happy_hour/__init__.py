"""Let people choose when and where they meet, month after month, and give a lunch the same rank."""
