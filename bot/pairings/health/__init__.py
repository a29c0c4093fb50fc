"""Health of a program: what organisers hear when its rounds come to nothing."""
