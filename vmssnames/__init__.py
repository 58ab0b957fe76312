"""Instance IDs, VM names and computer names of Azure scale sets, turned into each other.

>>> from vmssnames import ComputerName
>>> ComputerName.parse("nsgvmss00002D").instance_id
85
"""

from ._backend import backend
from .bulk import (
    decode_computer_names,
    decode_ids,
    decode_vm_names,
    encode_computer_names,
    encode_ids,
    encode_vm_names,
    split_computer_names,
)
from .errors import InstanceIDRangeError, NameFormatError
from .identify import Reading, identify
from .ids import format_base36, parse_base36, parse_instance_id
from .names import ComputerName, FlexibleVMName, VMName
from .rows import decode_name_rows, encode_name_rows

__version__ = "0.1.0"

__all__ = [
    "ComputerName",
    "FlexibleVMName",
    "InstanceIDRangeError",
    "NameFormatError",
    "Reading",
    "VMName",
    "backend",
    "decode_computer_names",
    "decode_ids",
    "decode_name_rows",
    "decode_vm_names",
    "encode_computer_names",
    "encode_ids",
    "encode_name_rows",
    "encode_vm_names",
    "format_base36",
    "identify",
    "parse_base36",
    "parse_instance_id",
    "split_computer_names",
]
