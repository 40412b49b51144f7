"""Errors in the package that no test can or should find, each with the reason why.

File -> {function and what its changed line says: why nothing that matters is wrong}. The report of
`python course.py mutation` calls these argued.
"""

ARGUED = {}
