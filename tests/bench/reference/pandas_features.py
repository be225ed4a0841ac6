"""The chain of the bench `features` in pandas and scikit-learn, from Parquet to Parquet.

    python pandas_features.py TABLE ROUNDS FOLDER

Prints JSON: milliseconds from file to file, those of the preparation alone, peak memory, and the sum of each column.
"""

import json
import os
import resource
import statistics
import sys
import time

import numpy
import pandas
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, StandardScaler

path, rounds, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
numbers = [f"x{at}" for at in range(8)]
binned = ["b0", "b1"]
categories = ["c0", "c1", "c2", "c3"]


def prepare():
    start = time.perf_counter()
    table = pandas.read_parquet(path)
    read = time.perf_counter()
    training = table[table["part"] == "train"]
    preparation = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("bins", KBinsDiscretizer(n_bins=10, encode="ordinal", strategy="uniform", subsample=None), binned),
            ("categories", OneHotEncoder(handle_unknown="ignore", sparse_output=False), categories),
        ],
        verbose_feature_names_out=False,
    ).fit(training)
    names = [
        *numbers,
        *binned,
        *(
            f"{name}={value}"
            for name, values in zip(categories, preparation.named_transformers_["categories"].categories_)
            for value in values
        ),
    ]
    result = pandas.DataFrame(preparation.transform(table), columns=names)
    result["part"] = table["part"]
    result["_row"] = table["_row"]
    prepared = time.perf_counter()
    result.to_parquet(os.path.join(folder, "pandas.parquet"), compression="zstd", index=False)
    return time.perf_counter() - start, prepared - read, result


prepare()
times = [prepare() for _ in range(rounds)]
result = times[-1][2].drop(columns=["part", "_row"])
print(
    json.dumps(
        {
            "versions": f"pandas {pandas.__version__}, scikit-learn {sklearn.__version__}",
            "wholeMs": statistics.median(whole for whole, _, _ in times) * 1000,
            "preparationMs": statistics.median(inner for _, inner, _ in times) * 1000,
            "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "sums": {name: float(numpy.abs(result[name]).sum()) for name in result},
        }
    )
)
