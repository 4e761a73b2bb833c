"""Scripts and pages damaged at random, and what a build must say of each.

``make fuzz CASES=500`` tries as many, spread over the cores; ``FUZZ_SEED=7`` damages
otherwise, and ``FUZZ_SEED=7/3`` repeats batch 3 of that seed.
"""
