"""Where the course's files are: beside the package in a checkout, inside it where it is installed.

The build puts ``data/``, ``notebooks/`` and ``docs/notation.md`` into the wheel, so that nothing is
stored twice.
"""

from importlib import resources
from pathlib import Path

FOLDERS = ("data", "docs", "notebooks")


def course_folder(name):
    """Return one of the folders that come with the course.

    Parameters
    ----------
    name : {"data", "docs", "notebooks"}
        Of the folder docs an installed package holds the page on notation only.

    Returns
    -------
    pathlib.Path
    """
    if name not in FOLDERS:
        raise ValueError(f"name must be one of {', '.join(FOLDERS)}, got {name!r}")
    package = Path(str(resources.files("lectures_nn"))).resolve()
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def is_checkout():
    """Say whether the package is used from a copy of the whole course, with its launcher.

    Returns
    -------
    bool
    """
    return (course_folder("data").parent / "course.py").exists()


def way_back(name):
    """Return what brings a damaged file of the course back.

    Parameters
    ----------
    name : str
        Path of the file in the checkout.

    Returns
    -------
    str
        A command where there is a repository to take the file from.
    """
    folder, file = name.split("/", 1)
    if is_checkout() and (course_folder(folder).parent / ".git").exists():
        return f"git checkout -- {folder}/{file}"
    return "a new copy of the course, or of the package lectures-nn if it is installed"
