"""Networks as PyTorch modules, and back."""

import numpy as np

from lectures_nn import layers as ours
from lectures_nn.costs import Cost, SoftmaxCrossEntropy
from lectures_nn.frameworks.counterparts import activations_of, check_agreement, counterpart
from lectures_nn.frameworks.loading import family, load
from lectures_nn.frameworks.slots import (
    Slot,
    channels_first,
    channels_flattened,
    network_slots,
    pixels_first,
    transfer,
)
from lectures_nn.layers.windows import along_a_side
from lectures_nn.network import Network
from lectures_nn.validation import instance

ACTIVATIONS = activations_of("torch")


def to_torch(network):
    """Build the same model in PyTorch, with the same weights.

    It ends in logits wherever the network does, and takes images channels first:
    ``torch.from_numpy(np.moveaxis(X, -1, 1).copy())``. PyTorch has no penalty on weights alone:
    add ``lmbd / (2 * M) * sum(W.square().sum() ...)`` to the cost (``weight_decay`` takes in the
    biases).

    Parameters
    ----------
    network : Network
        Dense and convolutional layers, pooling, `Flatten`, `Dropout` and activations.

    Returns
    -------
    torch.nn.Sequential
        In the network's dtype. Where a stride makes the zeros around an image uneven, a
        ``ZeroPad2d`` stands before the convolution.

    Raises
    ------
    FrameworkError
        If PyTorch cannot be used.
    TypeError, ValueError
        If network is no network, has a layer without a counterpart, or flattens several pixels and
        channels without a `Dense` after it, whose weights could follow PyTorch's other order.
    """
    instance("network", network, Network)
    torch = load("torch")
    made = [module for layer in network.layers for module in _made(torch.nn, layer)]
    module = torch.nn.Sequential(*made).to(getattr(torch, network.dtype.name))
    slots = torch_slots("target", module, channels_flattened(network))
    transfer(network_slots(network), slots)
    check_agreement(network, lambda X: _outputs(torch, module, X), "torch")
    return module


def _outputs(torch, module, X):
    with torch.no_grad():
        X = torch.from_numpy(np.moveaxis(X, -1, 1).copy() if X.ndim == 4 else X)
        output = module.eval()(X).numpy()
        module.train()
    return np.moveaxis(output, 1, -1) if output.ndim == 4 else output


def _made(nn, layer):
    """Return the modules that do what one of our layers does."""
    name = counterpart(layer, "torch")
    match layer:
        case ours.Dense():
            return [nn.Linear(layer.n_in, layer.n_out)]
        case ours.Conv2D():
            return _convolution(nn, layer)
        case ours.MaxPool2D():
            return [nn.MaxPool2d(layer.size, layer.stride, _around(layer))]
        case ours.AveragePool2D():
            around = _around(layer)
            return [nn.AvgPool2d(layer.size, layer.stride, around, count_include_pad=False)]
        case ours.Dropout():
            return [nn.Dropout(layer.rate)]
        case ours.Flatten():
            return [nn.Flatten()]
        case ours.Elementwise() if hasattr(nn, name):
            return [getattr(nn, name)(*layer.arguments().values())]
    raise TypeError(f"network must have layers that PyTorch has too, got {layer!r}")


def _convolution(nn, layer):
    k, stride, padding = layer.receptive_field, layer.stride, layer.padding
    channels, before = layer.input_shape[2], []
    if padding == "same" and stride > 1:
        (top, bottom), (left, right) = _zeros(layer, k)
        before, padding = [nn.ZeroPad2d((left, right, top, bottom))], 0
    padding = 0 if padding == "valid" else padding
    return [*before, nn.Conv2d(channels, layer.n_filters, k, stride, padding)]


def _zeros(layer, k):
    """Return how many pixels "same" adds before and after each side of an image."""
    added = []
    for n in layer.input_shape[:2]:
        out, before = along_a_side(n, k, layer.stride or k, "same")
        added.append((before, max((out - 1) * (layer.stride or k) + k - n, 0) - before))
    return added


def _around(layer):
    """Return the padding of a pooling layer as the one number that PyTorch takes."""
    if layer.padding == "valid":
        return 0
    if layer.padding != "same":
        if 2 * layer.padding > layer.size:
            raise ValueError(f"padding must be at most half of size for PyTorch, got {layer!r}")
        return layer.padding
    added = {number for side in _zeros(layer, layer.size) for number in side}
    if len(added) > 1:
        raise ValueError(
            f"padding must add equally many pixels on all sides for PyTorch, got {layer!r} on "
            f"images of {layer.input_shape[0]} x {layer.input_shape[1]} pixels"
        )
    return added.pop()


def from_torch(module, input_shape, cost=SoftmaxCrossEntropy()):
    """Make a `Network` of a PyTorch module, with the same weights.

    Parameters
    ----------
    module : torch.nn.Sequential
        Dense and convolutional layers, pooling, ``Flatten``, ``Dropout`` and activations; a
        ``Sequential`` in it is taken apart. Classes of one's own are refused.
    input_shape : int or tuple
        Shape of one example as this course has it: (height, width, channels) for images, which a
        module of PyTorch does not know.
    cost : Cost, default SoftmaxCrossEntropy()
        The cross-entropies take logits: the module must not end in softmax or sigmoid for them.
        One output needs another cost than the default, since its softmax is always 1.

    Returns
    -------
    Network

    Raises
    ------
    FrameworkError
        If PyTorch cannot be used.
    TypeError, ValueError
        If an argument does not fit, or the module has a part or a setting without a counterpart
        or ends in ``Flatten`` of several pixels and channels, which come in another order here.
    """
    if family(module) != "torch":
        raise TypeError(f"module must be a torch.nn.Sequential, got {type(module).__name__}")
    nn = load("torch").nn
    instance("cost", cost, Cost)
    parts = _parts(nn, "module", module)
    layers = [_twin(nn, part) for part in parts]
    weights = [part.weight for part in parts if isinstance(part, nn.Linear | nn.Conv2d)]
    dtype = str(weights[0].dtype).removeprefix("torch.") if weights else "float32"
    network = Network(layers, input_shape, cost, rng=0, dtype=dtype)
    slots = torch_slots("source", module, channels_flattened(network))
    transfer(slots, network_slots(network))
    return network


def _parts(nn, name, module):
    """Return the modules of a Sequential, and of those in it, in order."""
    if not isinstance(module, nn.Sequential) or type(module).forward is not nn.Sequential.forward:
        raise TypeError(f"{name} must be a torch.nn.Sequential, got {type(module).__name__}")
    found = []
    for part in module:
        found += _parts(nn, name, part) if isinstance(part, nn.Sequential) else [part]
    return found


def _twin(nn, part):
    """Return our layer for a module."""
    match part:
        case _ if not _known(nn, part):
            pass  # a class of somebody's own may compute anything
        case nn.Linear():
            _refuse(part, part.bias is not None, "have a bias")
            return ours.Dense(part.out_features)
        case nn.Conv2d():
            plain = part.groups == 1 and part.dilation == (1, 1) and part.padding_mode == "zeros"
            _refuse(part, plain and part.bias is not None, "have a bias and one group, no dilation")
            size, stride = _one(part, "kernel_size"), _one(part, "stride")
            return ours.Conv2D(part.out_channels, size, stride, _padding(part))
        case nn.MaxPool2d() | nn.AvgPool2d():
            plain = not part.ceil_mode and getattr(part, "dilation", 1) == 1
            _refuse(part, plain, "have no ceil_mode and no dilation")
            _refuse(part, not getattr(part, "return_indices", False), "return no indices")
            own = getattr(part, "divisor_override", None)
            _refuse(part, own is None, "have no divisor_override")
            padding = _padding(part)
            cls = ours.MaxPool2D
            if isinstance(part, nn.AvgPool2d):
                _refuse(part, padding == "valid" or not part.count_include_pad, "count pixels only")
                cls = ours.AveragePool2D
            size, stride = _one(part, "kernel_size"), _one(part, "stride")
            return cls(size, None if stride == size else stride, padding)
        case nn.Flatten():
            _refuse(part, (part.start_dim, part.end_dim) == (1, -1), "flatten all but the batch")
            return ours.Flatten()
        case nn.Dropout():
            return ours.Dropout(part.p)
        case nn.LeakyReLU():
            return ours.LeakyReLU(part.negative_slope)
        case nn.ELU():
            return ours.ELU(part.alpha)
    if _known(nn, part) and type(part).__name__ in ACTIVATIONS:
        return ACTIVATIONS[type(part).__name__]()
    raise TypeError(f"module must have parts that this course has too, got {part}")


def _known(nn, part):
    """Say whether the class of a part is PyTorch's own: one of that name may compute anything."""
    return type(part) is getattr(nn, type(part).__name__, None)


def _refuse(part, fine, what):
    if not fine:
        raise ValueError(f"module must {what} to become a network of this course, got {part}")


def _one(part, name):
    sides = getattr(part, name)
    sides = sides if isinstance(sides, tuple) else (sides, sides)
    _refuse(part, sides[0] == sides[1], f"have a square {name}")
    return sides[0]


def _padding(part):
    if isinstance(part.padding, str):
        return part.padding
    return _one(part, "padding") or "valid"


def torch_slots(name, module, channels):
    """Return weights and biases of a module, turned into the layout of this course.

    Parameters
    ----------
    name : str
        For messages.
    module : torch.nn.Sequential
        Its `Linear` and `Conv2d` parts are taken in order.
    channels : list of int
        How many channels were flattened just before each layer with weights.

    Returns
    -------
    list of Slot
        W of shape (n_in, n_out) or (k, k, channels, filters), and b, of each such part.

    Raises
    ------
    FrameworkError
        If PyTorch cannot be used.
    TypeError, ValueError
        If module is no ``Sequential``, has weights in other parts, the same ones twice, or some
        without values.
    """
    torch = load("torch")
    nn = torch.nn
    found, tensors, counts = [], [], list(channels)
    for number, part in enumerate(_parts(nn, name, module), 1):
        own = dict(part.named_parameters())
        if not own:
            continue
        if not isinstance(part, nn.Linear | nn.Conv2d):
            raise TypeError(f"{name} must have weights in Linear and Conv2d parts only, got {part}")
        for tensor in own.values():
            if isinstance(tensor, nn.UninitializedParameter) or tensor.is_meta:
                raise ValueError(f"{name} must have weights with values, got none yet in {part}")
            if any(tensor is other for other in tensors):
                raise ValueError(f"{name} must have each weight in one part, got {part} again")
            tensors.append(tensor)
        c = counts.pop(0) if counts else 1
        found += [_slot(torch, f"part {number} {key}", own[key], part, c) for key in own]
    return found


def _slot(torch, name, tensor, part, channels):
    """Return one parameter as a slot: W.T for Linear, (f, c, k, k) for Conv2d, biases as is."""

    def ours_of(weight):
        if weight.ndim == 1:
            return weight
        if isinstance(part, torch.nn.Conv2d):
            return weight.transpose(2, 3, 1, 0)
        fits = weight.shape[1] % channels == 0  # else the networks differ, and the shapes tell
        return pixels_first(weight.T, channels) if fits else weight.T

    def theirs_of(W):
        if W.ndim == 1:
            return W
        if isinstance(part, torch.nn.Conv2d):
            return W.transpose(3, 2, 0, 1)
        return channels_first(W, channels).T

    def read():
        return ours_of(tensor.detach().cpu().numpy()).copy()

    def write(values):
        with torch.no_grad():
            tensor.copy_(torch.from_numpy(np.array(theirs_of(values), order="C")))

    shape = ours_of(np.empty(tuple(tensor.shape), dtype=bool)).shape
    return Slot(name, shape, str(tensor.dtype).removeprefix("torch."), read, write)
