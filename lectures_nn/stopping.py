"""Early stopping: end a training when the validation cost falls no more."""


class EarlyStopping:
    """Keeps the best parameters, and says when to stop.

    Parameters
    ----------
    patience : int or None
        Epochs to go on without a lower validation cost than the lowest; None never stops and keeps
        nothing.
    """

    def __init__(self, patience):
        self.patience = patience
        self.epoch, self.cost, self.theta = None, None, None  # of the best epoch

    def is_over(self, network, history):
        """Look at a finished epoch; return whether it was the last one.

        Parameters
        ----------
        network : Network
            As the epoch left it.
        history : History
            Its last entries are the epoch's; `best_epoch` is set.

        Returns
        -------
        bool
        """
        if self.patience is None:
            return False
        epoch, cost = history.epochs - 1, history.validation_cost[-1]
        if self.cost is None or cost < self.cost:  # an equal cost is no progress
            self.epoch, self.cost, self.theta = epoch, cost, network.theta.copy()
            history.best_epoch = epoch
        return epoch - self.epoch >= self.patience

    def go_back(self, network):
        """Give the network the parameters of the best epoch, if one has been kept."""
        if self.theta is not None:
            network.theta = self.theta
