"""What gistcli costs, as ratios to what else does the same work, measured in one run: `python -m benchmarks`."""
