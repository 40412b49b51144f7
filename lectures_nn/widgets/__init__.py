"""Interactive views: sliders and buttons over a picture that they redraw.

Every view is made of three parts: a pure function (numbers in, numbers out), a plot function
(numbers in, Figure out) and controls, which `View` joins to the picture. The first two are of use
without any widget, and all the tests of the numbers are about them.
"""

from lectures_nn.widgets.activation import activation_curves, activation_explorer, plot_activation
from lectures_nn.widgets.backpropagation import backpropagation_stepper
from lectures_nn.widgets.backpropagation_picture import plot_step
from lectures_nn.widgets.backpropagation_steps import Step, steps
from lectures_nn.widgets.control import Control
from lectures_nn.widgets.view import Picture, View

__all__ = [
    "Control",
    "Picture",
    "Step",
    "View",
    "activation_curves",
    "activation_explorer",
    "backpropagation_stepper",
    "plot_activation",
    "plot_step",
    "steps",
]
