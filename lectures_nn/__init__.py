"""Neural networks in readable NumPy: the package behind the course."""
