"""Writes the CSV files of the built-in data sets. Needed only to make them again: `python make-data.py`.

Needs scikit-learn and pandas, and the npm package vega-datasets in node_modules.
Every file is UTF-8 with a header line; a missing value is an empty cell.
"""

import json
from pathlib import Path

import pandas as pd
from sklearn import datasets

HERE = Path(__file__).resolve().parent
OUT = HERE / "data"
VEGA = HERE.parents[2] / "node_modules" / "vega-datasets" / "data"


def penguins() -> pd.DataFrame:
    frame = pd.DataFrame(json.loads((VEGA / "penguins.json").read_text("utf-8")))
    frame.columns = ["species", "island", "beak_length_mm", "beak_depth_mm", "flipper_length_mm", "body_mass_g", "sex"]
    # One bird's sex is written "." in the source: unknown, as the ten that are null.
    frame["sex"] = frame["sex"].replace(".", None).str.lower()
    return frame


def labelled(bunch, target: str, names=None) -> pd.DataFrame:
    frame = bunch.frame.rename(columns={"target": target})
    if names is not None:
        frame[target] = [names[value] for value in frame[target]]
    return frame


def wine() -> pd.DataFrame:
    return labelled(datasets.load_wine(as_frame=True), "cultivar", ["class_0", "class_1", "class_2"])


def breast_cancer() -> pd.DataFrame:
    frame = labelled(datasets.load_breast_cancer(as_frame=True), "diagnosis", ["malignant", "benign"])
    frame.columns = [name.replace(" ", "_") for name in frame.columns]
    return frame


def digits() -> pd.DataFrame:
    return labelled(datasets.load_digits(as_frame=True), "digit")


def diabetes() -> pd.DataFrame:
    return labelled(datasets.load_diabetes(as_frame=True, scaled=False), "progression")


def weather() -> pd.DataFrame:
    return pd.read_csv(VEGA / "seattle-weather.csv")


def write(name: str, frame: pd.DataFrame) -> None:
    for column in frame.columns:
        values = frame[column]
        # Whole numbers are written without ".0"; the rest as the shortest text that reads back the same.
        if values.dtype.kind == "f" and (values.dropna() % 1 == 0).all():
            frame[column] = values.astype("Int64")
    frame.to_csv(OUT / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    print(f"{name}: {len(frame)} rows, {len(frame.columns)} columns")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    write("penguins", penguins())
    write("wine", wine())
    write("breast-cancer", breast_cancer())
    write("digits", digits())
    write("diabetes", diabetes())
    write("weather", weather())
