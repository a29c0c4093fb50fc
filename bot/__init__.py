"""Hold the core of Mingle: what it does for people, with no platform and no socket."""
