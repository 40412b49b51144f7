"""Search for hyperparameters: train one estimator with every combination and compare.

The cells of a grid know nothing of each other, so joblib runs them: one after the other, on all
cores, or on a Dask cluster, which is one changed line around the call:

    with joblib.parallel_config(backend="dask"):
        grid_search(...)

Dask needs its packages (``pip install dask distributed``) and a client that was made before, of a
cluster on this machine, ``Client(LocalCluster(threads_per_worker=1))``, or of a real one by the
address of its scheduler, ``Client("tcp://scheduler:8786")``, whose workers have this package
installed too. A worker that dies takes nothing with it: its fits are done again elsewhere.

Under Linux, Dask has its workers give each freed block of memory back at once, which costs small
networks a third of their speed. Set before the cluster is made, this leaves them the memory:

    threshold = "distributed.nanny.pre-spawn-environ.MALLOC_{}_THRESHOLD_"
    dask.config.set({threshold.format(name): 2**25 for name in ("TRIM", "MMAP")})
"""

from lectures_nn.search.grid import grid_search

__all__ = ["grid_search"]
