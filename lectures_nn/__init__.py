"""Readable neural networks in NumPy, written to accompany a course.

Read the modules in this order, from the ground up; each uses only those before it:
``activations``, ``costs``, ``initializers``, ``layers``, ``network``, ``gradients``,
``optimizers``, ``training``. They need NumPy alone. What the network leaves to others is in
``parameters``, ``archive``, ``rebuilding`` and ``display``, what training does in ``history`` and
``stopping``. Beside them stand ``perceptron``,
``coursera``, ``datasets``, ``estimators``, ``search``, ``frameworks``, ``plotting``, ``widgets``
and ``exercises``; importing ``lectures_nn`` loads none of the libraries those use.

A bad argument raises TypeError where it is of the wrong kind and ValueError where its value or
shape does not fit, everywhere in the package; the message names what was expected and what came.
Docstrings have a section "Raises" only where there is more to say.
"""

__version__ = "0.2.0"
