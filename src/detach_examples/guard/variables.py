"""What scripts see of the environment: a list of names, so that no secret is there.

A token that CI or a shell exports is not on the list, whatever its name.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What Python, torch, Sphinx and our own settings read.
KEPT = {
    "PATH",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "SOURCE_DATE_EPOCH",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONHASHSEED",
    "PYTHONUTF8",
    "PYTHONIOENCODING",
    "PYTHONWARNINGS",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONFAULTHANDLER",
    "CUDA_VISIBLE_DEVICES",
    "GLOO_SOCKET_IFNAME",
    "SCRIPT_LIMIT",
    "SCRIPT_MEMORY",
    "SITE_URL",
    "SITE_VERSIONS",
    "REPOSITORY_URL",
    "COVERAGE_PROCESS_START",
    "COVERAGE_PROCESS_CONFIG",
    "COVERAGE_FILE",
    "MUTANT_UNDER_TEST",
}
#: What begins so is kept, too: settings of the language and of the cores.
FAMILIES = ("LC_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_")


def kept(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that scripts may see.

    >>> kept({"LC_ALL": "C", "OMP_NUM_THREADS": "2", "DEPLOY_TOKEN": "secret"})
    {'LC_ALL': 'C', 'OMP_NUM_THREADS': '2'}
    """
    return {
        name: value
        for name, value in environ.items()
        if name in KEPT or name.startswith(FAMILIES)
    }
