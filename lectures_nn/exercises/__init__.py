"""Checks for the exercises of the course, one module a lecture.

A notebook imports its module as ``check``, and each exercise has a cell such as
``check.output_error(my_output_error)``. The cell shows a verdict and never fails:

- ``not attempted yet: ...`` while the answer is still ``...`` or ``None``;
- ``passed: ...`` when it agrees with the reference solution on every case;
- ``not yet: ...`` with what was noticed: a known misconception with its hint, an
  error raised on the way, a wrong shape, or the first entry that differs and by how much.

How a verdict is reached is in ``engine``, and how an exercise is declared in its classes.
"""
