"""How fast, beside what else there is: ``python -m benchmarks``.

Every contender gets the same fresh random IDs (a thousand repeated ones teach the
branch predictor their order), its answer is checked, and all take turns, so that
what disturbs the machine disturbs all of them.  Read ratios, not times.
"""
