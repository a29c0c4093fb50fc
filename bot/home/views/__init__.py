"""The words of the home page, of help, and of the audit trail."""
