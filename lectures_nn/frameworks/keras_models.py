"""Networks as Keras models, and back."""

import sys

from lectures_nn import layers as ours
from lectures_nn.costs import BinaryCrossEntropy, Cost, SoftmaxCrossEntropy
from lectures_nn.frameworks.counterparts import activations_of, check_agreement, counterpart
from lectures_nn.frameworks.loading import family, load
from lectures_nn.frameworks.slots import Slot, network_slots, transfer
from lectures_nn.network import Network
from lectures_nn.validation import instance, number

# Activations by the name that Keras gives them; what is missing has no counterpart here. The
# function elu is a layer of ours with its usual alpha; leaky_relu has another alpha than ours.
ACTIVATIONS = activations_of("keras") | {"elu": ours.ELU}
# The costs that apply a model's last activation themselves, by its name.
FUSED = {"softmax": SoftmaxCrossEntropy, "sigmoid": BinaryCrossEntropy}


def to_keras(network, l2=0.0):
    """Build the same model in Keras, with the same weights.

    It ends in logits wherever the network does: train it with a loss made with
    ``from_logits=True``.

    Parameters
    ----------
    network : Network
        Dense and convolutional layers, pooling, `Flatten`, `Dropout` and activations.
    l2 : float, default 0.0
        Penalty ``l2 * sum(W**2)`` of every layer with weights, which Keras adds to the loss. The
        network's ``lmbd`` with batches of M examples is ``l2 = lmbd / (2 * M)``.
        To train a float64 model with it, say ``keras.config.set_floatx("float64")`` first.

    Returns
    -------
    keras.Sequential
        One Keras layer a layer of the network, in the network's dtype.

    Raises
    ------
    FrameworkError
        If Keras cannot be used.
    TypeError, ValueError
        If network is no network, has a layer without a counterpart, or l2 is negative.
    """
    instance("network", network, Network)
    l2 = number("l2", l2, low=0)
    keras = load("keras")
    dtype = network.dtype.name
    inputs = keras.Input(network.input_shape, dtype=dtype)
    made = [_made(keras, layer, l2, dtype) for layer in network.layers]
    model = keras.Sequential([inputs, *made])
    transfer(network_slots(network), keras_slots("target", model))
    check_agreement(network, lambda X: keras.ops.convert_to_numpy(model(X)), "keras")
    return model


def _made(keras, layer, l2, dtype):
    """Return the counterpart of one of our layers."""
    make, name = keras.layers, counterpart(layer, "keras")
    # An object of its own for each layer, as Keras wants it.
    weights = {"kernel_regularizer": keras.regularizers.L2(l2) if l2 else None, "dtype": dtype}
    match layer:
        case ours.Dense():
            return make.Dense(layer.n_out, **weights)
        case ours.Conv2D():
            size, padding = layer.receptive_field, _padding(layer)
            return make.Conv2D(layer.n_filters, size, layer.stride, padding, **weights)
        case ours.MaxPool2D():
            return make.MaxPooling2D(layer.size, layer.stride, _padding(layer), dtype=dtype)
        case ours.AveragePool2D():
            return make.AveragePooling2D(layer.size, layer.stride, _padding(layer), dtype=dtype)
        case ours.Flatten():
            return make.Flatten(dtype=dtype)
        case ours.Dropout():
            return make.Dropout(layer.rate, dtype=dtype)
        case ours.Elementwise() if hasattr(make, name):  # a class that takes the same arguments
            return getattr(make, name)(*layer.arguments().values(), dtype=dtype)
        case ours.Elementwise():
            return make.Activation(name, dtype=dtype)
    raise TypeError(f"network must have layers that Keras has too, got {layer!r}")


def _padding(layer):
    """Return the padding in Keras' words, which know no number of pixels."""
    if layer.padding == 0:
        return "valid"
    k, stride = getattr(layer, "receptive_field", 0), layer.stride
    if k % 2 and stride == 1 and layer.padding == k // 2:
        return "same"
    if not isinstance(layer.padding, str):
        raise ValueError(f'padding must be "same" or "valid" for Keras, got {layer!r}')
    return layer.padding


def from_keras(model, cost=None):
    """Make a `Network` of a Keras model, with the same weights.

    Parameters
    ----------
    model : keras.Sequential or functional keras.Model
        One line of dense and convolutional layers, pooling, ``Flatten``, ``Dropout`` and
        activations. Penalties and losses are not taken over: in this course they are arguments of
        the training.
    cost : Cost, optional
        By default `SoftmaxCrossEntropy`, for a model that ends in logits or in softmax, and
        `BinaryCrossEntropy` for one that ends in a sigmoid. To be given for a model that ends in
        one number: it may be a logit or a quantity. Where the cost applies the model's
        last activation itself, the network ends before it.

    Returns
    -------
    Network

    Raises
    ------
    FrameworkError
        If Keras cannot be used.
    TypeError, ValueError
        If model is no Keras model, is not one line of layers, has a layer or a setting without a
        counterpart, or its last activation or its one output does not go with the cost.
    """
    if family(model) != "keras":
        raise TypeError(f"model must be a Keras model, got {type(model).__name__}")
    keras = load("keras")
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a Keras model, got {type(model).__name__}")
    if cost is not None:
        instance("cost", cost, Cost)
    line = _line(keras, "model", model)
    layers = [twin for layer in line for twin in _twins(keras, layer)]
    last = layers.pop() if isinstance(layers[-1], str) else None
    cost, ends = _cost_and_end(last, cost)
    layers = [_hidden(layer, model) for layer in layers] + ends
    weighted = [layer for layer in line if layer.weights]
    dtype = weighted[0].kernel.dtype if weighted else "float32"
    network = Network(layers, tuple(model.input_shape[1:]), cost, rng=0, dtype=dtype)
    transfer(keras_slots("source", model), network_slots(network))
    return network


def _line(keras, name, model):
    """Return the layers after making sure that each takes what the one before it gives."""
    try:
        if not type(model).call.__module__.startswith("keras."):
            raise TypeError("a model with a call of its own may compute anything")
        above = model.inputs[0]
        layers = [x for x in model.layers if not isinstance(x, keras.layers.InputLayer)]
        if isinstance(model, keras.Sequential) and layers:  # a line, however it was put together
            return layers
        for layer in layers:
            if layer.input is not above:
                raise ValueError(f"{name} must be one line of layers, got a branch at {layer.name}")
            above = layer.output
        if len(model.outputs) > 1 or model.outputs[0] is not above:
            raise ValueError(
                f"{name} must be one line of layers, each used once, with one output at its end, "
                f"got {model.name!r}"
            )
    except (AttributeError, TypeError) as error:
        raise ValueError(
            f"{name} must be Sequential or functional, with a known input shape and one line of "
            f"layers, got {model.name!r}"
        ) from error
    return layers


def _twins(keras, layer):
    """Return our layers for one of Keras'; what only a cost can stand for remains a name."""
    make = keras.layers
    match layer:
        case _ if type(layer) is not getattr(make, type(layer).__name__, None):
            pass  # a class of somebody's own may compute anything
        case make.Dense():
            _refuse(layer, use_bias=True)
            return [ours.Dense(layer.units), *_activation(keras, layer)]
        case make.Conv2D():
            size, stride = _square(layer, "kernel_size"), _square(layer, "strides")
            _refuse(layer, use_bias=True, groups=1, dilation_rate=(1, 1))
            _refuse(layer, data_format="channels_last")
            convolution = ours.Conv2D(layer.filters, size, stride, layer.padding)
            return [convolution, *_activation(keras, layer)]
        case make.MaxPooling2D() | make.AveragePooling2D():
            _refuse(layer, data_format="channels_last")
            cls = ours.MaxPool2D if isinstance(layer, make.MaxPooling2D) else ours.AveragePool2D
            size, stride = _square(layer, "pool_size"), _square(layer, "strides")
            return [cls(size, None if stride == size else stride, layer.padding)]
        case make.Flatten():
            _refuse(layer, data_format="channels_last")
            return [ours.Flatten()]
        case make.Dropout() if type(layer) is make.Dropout:  # not its variants for images
            return [ours.Dropout(layer.rate)]
        case make.Activation():
            return _activation(keras, layer) or [ours.Identity()]
        case make.ReLU():
            _refuse(layer, max_value=None, negative_slope=0, threshold=0)
            return [ours.ReLU()]
        case make.LeakyReLU():
            return [ours.LeakyReLU(float(layer.negative_slope))]
        case make.ELU():
            return [ours.ELU(float(layer.alpha))]
        case make.Softmax():
            _refuse(layer, axis=-1)
            return ["softmax"]
    raise TypeError(
        f"model must have layers that this course has too, got {type(layer).__name__} "
        f"({layer.name})"
    )


def _activation(keras, layer):
    name = _name_of_activation(keras, layer.activation)
    if name == "linear":
        return []
    if name in FUSED:
        return [name]  # the end of the model decides what it becomes
    if name in ACTIVATIONS:
        return [ACTIVATIONS[name]()]
    found = getattr(layer.activation, "__name__", type(layer.activation).__name__)
    raise ValueError(
        f"activation of {layer.name} must be one of Keras' own that this course has, such as "
        f'activation="relu" (there are {", ".join(sorted({"linear", *FUSED, *ACTIVATIONS}))}), '
        f"got {found!r}"
    )


def _name_of_activation(keras, function):
    """Return Keras' name of a function of its own or of TensorFlow's; one's own has none."""
    tensorflow = sys.modules.get("tensorflow")  # a model with its functions has loaded it
    places = [keras.activations, keras.ops]
    places += [tensorflow.nn, tensorflow.math] if tensorflow else []
    for name in {"linear", *FUSED, *ACTIVATIONS}:
        if any(function is getattr(place, name, None) for place in places):
            return name
    return None


def _refuse(layer, **expected):
    """Refuse settings that our layers do not know."""
    for name, value in expected.items():
        if getattr(layer, name) != value:
            raise ValueError(
                f"{layer.name} must have {name}={value!r} to become a layer of this course, got "
                f"{getattr(layer, name)!r}"
            )


def _square(layer, name):
    sides = getattr(layer, name)
    sides = sides if isinstance(sides, tuple) else (sides, sides)
    if sides[0] != sides[1]:
        raise ValueError(f"{layer.name} must have a square {name}, got {sides}")
    return sides[0]


def _hidden(layer, model):
    """Return the layer for an activation that was left as a name and is not the last one."""
    if layer == "softmax":
        raise ValueError(f"model must have softmax at its end only, got {model.name!r}")
    return ACTIVATIONS[layer]() if isinstance(layer, str) else layer


def _cost_and_end(last, cost):
    """Return the cost and the layers, if any, that stand for the last activation."""
    if last is None:
        return cost or SoftmaxCrossEntropy(), []
    cost = cost or FUSED[last]()
    if isinstance(cost, FUSED[last]):
        return cost, []
    if last == "softmax" or type(cost) in FUSED.values():
        raise ValueError(
            f"cost must go with the model's last activation, {last}, as {FUSED[last].__name__}() "
            f"does, got {cost!r}"
        )
    return cost, [ACTIVATIONS[last]()]


def keras_slots(name, model):
    """Return kernels and biases of a Keras model, which are laid out as ours are.

    Parameters
    ----------
    name : str
        For messages.
    model : keras.Sequential or functional keras.Model
        One line of layers, built.

    Returns
    -------
    list of Slot
        W of shape (n_in, n_out) or (k, k, channels, filters), and b, of each layer in order.

    Raises
    ------
    FrameworkError
        If Keras cannot be used.
    TypeError, ValueError
        If model is no such model or has weights in layers that are neither dense nor
        convolutional.
    """
    keras = load("keras")
    if not isinstance(model, keras.Model):
        raise TypeError(f"{name} must be a Keras model, got {type(model).__name__}")
    if not model.built:
        raise ValueError(f"{name} must be built (begin it with keras.Input), got {model.name!r}")
    found = []
    for layer in _line(keras, name, model):
        if not layer.weights or isinstance(layer, keras.layers.Dropout):  # it may keep a seed
            continue
        if type(layer) not in (keras.layers.Dense, keras.layers.Conv2D):
            raise TypeError(
                f"{name} must have weights in Dense and Conv2D layers only, got "
                f"{type(layer).__name__} ({layer.name})"
            )
        for weight in layer.weights:
            read = _reader(keras, weight)
            title, shape = f"{layer.name} {weight.name}", tuple(weight.shape)
            found.append(Slot(title, shape, weight.dtype, read, weight.assign))
    return found


def _reader(keras, weight):
    # A copy is a tensor: NumPy warns of the way in which a variable becomes an array.
    return lambda: keras.ops.convert_to_numpy(keras.ops.copy(weight))
