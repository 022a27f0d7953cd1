"""How fast it is, measured beside the limit and the peers in one run: `python -m benchmarks NAME`.

A benchmark is a module or package of this package with two functions:

    add_arguments(parser)          its own options, besides --json and --write
    run(options) -> Report         measures and returns tables of figures

Times are reported as ratios to something measured in the same run: machines differ, ratios less so.
"""
