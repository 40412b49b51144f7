"""Interactive views: sliders and buttons over a picture that they redraw.

Every view is made of three parts, one file a view: a pure function (numbers in, numbers out),
a plot function (numbers in, Figure out) and controls, which `View` joins to the picture. The
first two are of use without any widget, and all the tests of the numbers are about them. Their
names end in _explorer or _stepper. Two more, `digit_pad` and `playground`, are computed in the
browser (`Explorable`).
"""

from lectures_nn.widgets.activation import activation_curves, activation_explorer, plot_activation
from lectures_nn.widgets.backpropagation import backpropagation_stepper
from lectures_nn.widgets.backpropagation_picture import plot_step
from lectures_nn.widgets.backpropagation_steps import Step, steps
from lectures_nn.widgets.bumps import bumps_explorer, hidden_node_explorer
from lectures_nn.widgets.capacity import capacity_explorer
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.convolution import convolution_stepper
from lectures_nn.widgets.descent import descent_explorer
from lectures_nn.widgets.differences import difference_explorer
from lectures_nn.widgets.drawing import training_image
from lectures_nn.widgets.explorable import Explorable, page_of
from lectures_nn.widgets.pad import digit_pad
from lectures_nn.widgets.perceptron import perceptron_stepper
from lectures_nn.widgets.playground import playground
from lectures_nn.widgets.spins import spin_explorer
from lectures_nn.widgets.view import Picture, View

__all__ = [
    "Control",
    "Explorable",
    "Picture",
    "Step",
    "View",
    "activation_curves",
    "activation_explorer",
    "backpropagation_stepper",
    "bumps_explorer",
    "capacity_explorer",
    "convolution_stepper",
    "descent_explorer",
    "difference_explorer",
    "digit_pad",
    "hidden_node_explorer",
    "page_of",
    "perceptron_stepper",
    "playground",
    "plot_activation",
    "plot_step",
    "spin_explorer",
    "steps",
    "training_image",
]
