"""Networks with scikit-learn's interface: ``fit(X, y)``, ``predict(X)``, ``score(X, y)``.

They store their arguments, turn labels into targets, build a `Network` and hand it to
`training.fit`; what they learnt from is theirs no longer. So they work wherever a scikit-learn
estimator does: in a ``Pipeline``, a ``GridSearchCV``, a calibration, a learning curve.
"""

from lectures_nn.estimators.base import NetworkEstimator
from lectures_nn.estimators.convolutional import ConvolutionalNetworkClassifier
from lectures_nn.estimators.dense import NeuralNetworkClassifier, NeuralNetworkRegressor

__all__ = [
    "ConvolutionalNetworkClassifier",
    "NetworkEstimator",
    "NeuralNetworkClassifier",
    "NeuralNetworkRegressor",
]
