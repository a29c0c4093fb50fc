"""One draw of a program: who takes part, who meets whom, and what follows."""
