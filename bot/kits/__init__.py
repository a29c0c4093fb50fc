"""`/mingle start`: kits that become a dated plan, step by step, until it repeats by itself."""
