# python.py documents each function; backend.Kernels has the types.
from .backend import Kernels as _Kernels

VERSION: str
GRAMMAR: dict[str, int | str]

def names() -> tuple[str, ...]: ...
def Kernels(name: str) -> _Kernels: ...  # noqa: N802
