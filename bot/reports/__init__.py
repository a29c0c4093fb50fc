"""The monthly report for organisers: what a month led to, with small numbers hidden."""
