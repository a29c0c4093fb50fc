"""The guarded way to other people's pages, and the child process that parses them."""
