"""How the kernels are known to be right: the prover and the instruction budget."""
