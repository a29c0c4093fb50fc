"""Tell each channel every Monday what is on in town, keep it true as it changes, and bring those
who go together."""
