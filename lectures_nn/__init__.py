"""Readable neural networks in NumPy, written to accompany a course.

Read the modules in this order, from the ground up; each uses only those before it:
``activations``, ``costs``, ``initializers``, ``layers``, ``network``, ``gradients``,
``optimizers``, ``training``. They need NumPy alone. Beside them stand ``perceptron``,
``coursera``, ``datasets``, ``estimators``, ``search``, ``frameworks``, ``plotting``, ``widgets``
and ``exercises``; importing ``lectures_nn`` loads none of the libraries those use.
"""

__version__ = "0.1.0"
