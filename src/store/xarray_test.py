#!/usr/bin/python3
"""Opens the file that export_test.cpp wrote, as a user of xarray would. Usage: xarray_test.py FILE.nc"""
import sys

import numpy
import xarray

data = xarray.open_dataset(sys.argv[1])
assert dict(data.sizes) == {"scenario": 2, "run": 4106, "bloc": 2, "time": 3, "claim": 1, "fault_site": 1}, data.sizes
assert data.arms.dims == ("scenario", "run", "bloc") and data.arms.attrs["units"] == "USD"
assert data.lead.dims == ("scenario", "run", "time")
assert list(data.scenario.values) == ["baseline", "treaty"] and list(data.bloc.values) == ["us", "cn"]
assert list(data.time.values) == [2025, 2026, 2027] and data.time.attrs["units"] == "year"
assert numpy.isnan(data.gap.sel(scenario="treaty", run=5)) and data.gap.sel(scenario="treaty", run=6) >= 0
assert int((data.fault >= 0).sum()) == 4
assert data.arms.sel(bloc="cn", scenario="treaty").mean() > 0
assert data.model_text.item().startswith("model race")
assert data.to_dataframe is not None and len(data[["gap"]].to_dataframe()) == 2 * 4106
