"""Swap lunches with another company."""
