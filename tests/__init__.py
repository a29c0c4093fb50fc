"""Tests of Mingle, laid out as its packages are."""
