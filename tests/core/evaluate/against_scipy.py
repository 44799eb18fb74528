"""Holds figures of core/stats and core/evaluate against NumPy and SciPy: against_scipy.py FIGURES.json

The file has scores, a second scorer's and labels, and what core made of them. Everything is computed
here anew from the definitions or by SciPy; what differs is named, and the exit status is 1 then."""
import json
import sys

import numpy as np
from scipy import optimize, special, stats

given = json.load(open(sys.argv[1], encoding="utf-8"))
wrong = []


def same(name, found, wanted, most=1e-9):
    for place, (one, other) in enumerate(zip(np.ravel(found), np.ravel(wanted), strict=True)):
        if not abs(one - other) <= most:
            wrong.append(f"{name}[{place}]: {one!r}, SciPy has {other!r}")


def components(scores, labels):
    """Of each positive the part of the negatives below it, and the other way round; ties one half."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    order = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    return order.mean(axis=1), order.mean(axis=0)


def covariance(a, b):
    return sum(np.cov(x, y)[0, 1] / len(x) for x, y in zip(a, b))


def average_precision(scores, labels):
    total, last = 0.0, 0
    for threshold in sorted(set(scores), reverse=True):
        called = scores >= threshold
        found = (called & (labels == 1)).sum()
        total += found / called.sum() * (found - last)
        last = found
    return total / (labels == 1).sum()


def calibration_error(p, labels, bins=15):
    at = np.minimum((p * bins).astype(int), bins - 1)
    return sum(abs((labels - p)[at == b].sum()) for b in range(bins)) / len(p)


def wilson(k, n):
    found = stats.binomtest(k, n).proportion_ci(method="wilson")
    return [found.low, found.high]


def platt(margins, labels, offset_only):
    """Slope and intercept that make Platt's targets most likely: the gradient's root."""
    positives, negatives = (labels == 1).sum(), (labels == 0).sum()
    targets = np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def gradient(x):
        slope, intercept = (1.0, x[0]) if offset_only else x
        rest = special.expit(slope * margins + intercept) - targets
        return [rest.sum()] if offset_only else [(rest * margins).sum(), rest.sum()]

    root = optimize.root(gradient, [0.0] if offset_only else [1.0, 0.0], tol=1e-14)
    assert root.success or np.abs(root.fun).max() < 1e-9, root.message
    slope, intercept = (1.0, root.x[0]) if offset_only else root.x
    return [intercept / slope, 1 / slope]


for case in given["cases"]:
    name, ours = case["name"], case["evaluation"]
    labels = np.array([one["label"] for one in ours["images"]])
    p = np.array([one["p_malignant"] for one in ours["images"]])
    second = np.array(case["second"])
    positive, negative = p[labels == 1], p[labels == 0]

    pairs = len(positive) * len(negative)
    area = stats.mannwhitneyu(positive, negative, method="asymptotic").statistic / pairs
    same(f"{name} auc", ours["auc"], area)
    first = components(p, labels)
    same(f"{name} auc by its definition", ours["auc"], first[0].mean())
    error = np.sqrt(covariance(first, first))
    reach = stats.norm.ppf(0.975) * error / (area * (1 - area))
    same(f"{name} auc_ci", ours["auc_ci"], special.expit(special.logit(area) + np.array([-reach, reach])))

    threshold = ours["threshold"]
    found, left = int((positive >= threshold).sum()), int((negative < threshold).sum())
    same(f"{name} sensitivity", ours["sensitivity"], found / len(positive))
    same(f"{name} specificity", ours["specificity"], left / len(negative))
    same(f"{name} sensitivity_ci", ours["sensitivity_ci"], wilson(found, len(positive)))
    same(f"{name} specificity_ci", ours["specificity_ci"], wilson(left, len(negative)))
    same(f"{name} average_precision", ours["average_precision"], average_precision(p, labels))
    same(f"{name} ece", ours["ece"], calibration_error(p, labels))

    other = components(second, labels)
    against = ours["against"]
    difference = first[0].mean() - other[0].mean()
    variance = covariance(first, first) + covariance(other, other) - 2 * covariance(first, other)
    z = difference / np.sqrt(variance)
    half = stats.norm.ppf(0.975) * np.sqrt(variance)
    same(f"{name} against", [against[key] for key in ("auc_other", "difference", "low", "high", "z", "p_value")],
         [other[0].mean(), difference, difference - half, difference + half, z, 2 * stats.norm.sf(abs(z))])

    bound = case["order_bound"]
    law = stats.beta(bound["place"], bound["count"] + 1 - bound["place"])
    same(f"{name} order_bound", [bound["mean"], bound["low"], bound["high"]], [law.mean(), *law.ppf([0.025, 0.975])])

    again = case["recalibration"]
    margins = special.logit(np.clip(p, 1e-7, 1 - 1e-7))
    fitted = platt(margins, labels, again["offset_only"])
    same(f"{name} recalibration", [again["offset"], again["temperature"]], fitted, 1e-6)
    right = special.expit((margins + again["offset"]) / again["temperature"])
    same(f"{name} p_recalibrated", case["recalibrated"], right)

for line in wrong:
    print(line)
print(f"{len(given['cases'])} sets of scores, {len(wrong)} differences")
sys.exit(1 if wrong or not given["cases"] else 0)
