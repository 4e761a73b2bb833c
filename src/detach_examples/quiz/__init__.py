"""Problems to solve: read from files, run, and judged by what the run found."""
