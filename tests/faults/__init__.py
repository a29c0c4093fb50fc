"""The faults harness: Mingle as a process of its own, killed, frozen and lied to, then judged."""
