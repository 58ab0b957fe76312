"""The loops over columns and text, in C and in Python; private as a whole.

    backend.py                 which kernels run; the Protocol of each set
    columns.py                 what may be given as a column
    explain.py                 from "item n stopped the kernel" to the error that names/ raises
    python.py                  the Python kernels, which define what the C must do
    python_scan.py             the same for text
    codes.py                   numbers that both agree on with their callers
    compiled.pyx, *.pxi        from Python's objects to bytes and back
    csrc/*.h                   the C kernels: bytes in, bytes out

Rules about names and the text of errors are in names/, not here.
"""
