"""What a JupyterHub needs to know for this course; copy the lines into your own configuration.

Install the course into the environment that the students' servers run in: `pip install FOLDER`,
where FOLDER is what `python course.py handout FOLDER` wrote. `python course.py guide` makes this
file from the memory that was measured on 2026-12-01 (Linux x86_64, 2 cores, Python 3.11.7).
"""

c = get_config()  # noqa: F821, JupyterHub defines it

# A kernel takes up to 410 MB, in lectures 13 and 15, which load TensorFlow, up to 1160 MB.
c.Spawner.mem_limit = "1G"  # for 13 and 15: "2G"
c.Spawner.cpu_limit = 1
# Many servers on one machine: one thread each, or they wait for each other.
c.Spawner.environment = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}
