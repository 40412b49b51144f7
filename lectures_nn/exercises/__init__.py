"""Checks for the exercises of the course, one module a lecture.

A notebook imports its module as ``check``, and each exercise has a cell such as
``check.output_error(my_output_error)``. The cell shows a verdict and never fails:

- ``not attempted yet: ...`` while the answer is still ``...`` or ``None``;
- ``passed: ...`` when it agrees with the reference solution on every case;
- ``not yet: ...`` with what was noticed: a known misconception with its hint, an
  error raised on the way, a wrong shape, or the first entry that differs and by how much.

``progress()`` shows which exercises are passed, and ``hints()`` all mistakes that are recognised.
How a verdict is reached is in ``engine``, and how an exercise is declared in its classes.
"""


def progress(keep=None):
    """Show which exercises are passed and which are open, lecture by lecture.

    Nothing is kept unless it is asked for: then the names of passed exercises go into one small
    file of the reader's own, from this notebook and every other. Solutions that are run do not
    count. The environment variable ``LECTURES_NN_PROGRESS`` may name another file.

    Parameters
    ----------
    keep : bool, optional
        True: keep what is passed from now on, and what was passed since the notebook's start.
        False: keep nothing any more, and remove the file.

    Returns
    -------
    Progress
        Shown as a table, with the place of the file.
    """
    from lectures_nn.exercises import overview

    return overview.show(keep)


def hints(lecture=None):
    """List every mistake that the checks recognise, each with an answer that makes it.

    Parameters
    ----------
    lecture : int, optional
        The number of a lecture; without it, those of all lectures.

    Returns
    -------
    Catalogue
        Of `Entry`, shown as text.
    """
    from lectures_nn.exercises import catalogue

    return catalogue.collect(lecture)
