"""Least losses that Optuna's TPE finds, with its defaults, in `trials` trials, one for each of `seeds` seeds, as JSON."""

import json
import math
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

SCALE = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
CENTRE = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def branin(trial):
    x1 = trial.suggest_float("x1", -5, 10)
    x2 = trial.suggest_float("x2", 0, 15)
    valley = x2 - 5.1 / (4 * math.pi**2) * x1**2 + 5 / math.pi * x1 - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x1) + 10


def hartmann6(trial):
    xs = [trial.suggest_float(f"x{i}", 0, 1) for i in range(1, 7)]
    return -sum(
        height * math.exp(-sum(s * (x - c) ** 2 for s, x, c in zip(scale, xs, centre)))
        for height, scale, centre in zip([1, 1.2, 3, 3.2], SCALE, CENTRE)
    )


def least(objective, trials, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    return study.best_value


trials, seeds = (int(argument) for argument in sys.argv[1:])
print(
    json.dumps(
        {
            "version": optuna.__version__,
            "branin": [least(branin, trials, seed) for seed in range(seeds)],
            "hartmann6": [least(hartmann6, trials, seed) for seed in range(seeds)],
        }
    )
)
