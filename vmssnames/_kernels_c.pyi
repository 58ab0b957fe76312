# What each function promises stands in _kernels_py.py; _backend.Kernels has the types.
from ._backend import Kernels as _Kernels

GRAMMAR: dict[str, int | str]

def names() -> tuple[str, ...]: ...
def Kernels(name: str) -> _Kernels: ...  # noqa: N802
