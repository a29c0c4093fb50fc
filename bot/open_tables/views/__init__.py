"""Word everything about tables: what is shown, what is answered, and the parts they share."""
