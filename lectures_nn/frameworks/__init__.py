"""The course's networks in other people's libraries: Keras, scikit-learn, PyTorch, TensorFlow.

`to_keras`, `to_sklearn` and `to_torch` build the same model with the same weights, `from_keras`,
`from_sklearn` and `from_torch` bring one back, `copy_weights` fills a model that exists already,
and `parity_table` shows that all of them compute the same. Nothing is imported before it is used;
`require` says in one sentence what is missing.

What has to be turned round on the way:

- a kernel of Keras and a matrix of scikit-learn are our W; PyTorch's ``Linear.weight`` is W.T;
- PyTorch keeps filters as (n_filters, channels, k, k) and images as (m, channels, height, width),
  so after its ``Flatten`` the pixels come channel by channel, and the rows of the next W move;
- our networks end in logits, because the cost applies softmax or sigmoid. So do the models here:
  use ``CategoricalCrossentropy(from_logits=True)`` in Keras, ``cross_entropy`` in PyTorch.
"""

from lectures_nn.frameworks.keras_models import from_keras, to_keras
from lectures_nn.frameworks.loading import FrameworkError, require
from lectures_nn.frameworks.parity import Parity, parity_table
from lectures_nn.frameworks.sklearn_models import from_sklearn, to_sklearn
from lectures_nn.frameworks.torch_models import from_torch, to_torch
from lectures_nn.frameworks.weights import copy_weights

__all__ = [
    "FrameworkError",
    "Parity",
    "copy_weights",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "parity_table",
    "require",
    "to_keras",
    "to_sklearn",
    "to_torch",
]
