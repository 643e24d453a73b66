"""Where each node of the picture stands, computed beforehand, so that nothing moves when the page is open.

The largest component comes first, the others are packed around it. In a large component the core (the most important
nodes) is laid out by force, with room for names; the others stand close to what they are tied to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

CORE = 60  # nodes that a page opens on
CELL, SMALL = np.array([150.0, 92.0]), np.array([46.0, 34.0])  # pixels for a node with its name, and without
SCREEN = 1.25  # width by height of the area to fill, less the room for names at its edges
SPACED = 1000  # nodes of a component that are kept from overlapping: it takes time by the square
ROUNDS = 150
SEED = 7

Points = NDArray[np.float64]  # a row a node: x, y


def layout(nodes: Sequence[str], lines: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """Give every node its place in whole pixels, y downwards.

    `nodes` stand in order of importance. The same input gives the same places, on every run.
    """
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(lines)
    rank = {node: number for number, node in enumerate(nodes)}
    parts = [sorted(part, key=rank.__getitem__) for part in nx.connected_components(graph)]
    places: dict[str, tuple[int, int]] = {}
    corners, taken = [(0.0, 0.0)], np.empty((0, 4))
    for part in sorted(parts, key=lambda part: (-len(part), rank[part[0]])):
        cell = CELL if rank[part[0]] < CORE else 1.5 * SMALL
        points = _arranged(graph, part, cell)
        size = np.ptp(points, axis=0) + cell
        x, y = _corner(corners, taken, size)
        places |= {n: (round(x + px), round(y + py)) for n, (px, py) in zip(part, points - points.min(axis=0))}
        taken = np.vstack([taken, [x, y, x + size[0], y + size[1]]])
        corners = [*(c for c in corners if c != (x, y)), (x + size[0], y), (x, y + size[1])]
    return places


def _corner(corners: Sequence[tuple[float, float]], taken: Points, size: Points) -> tuple[float, float]:
    """Give the corner where a box overlaps none of those taken and the whole stays nearest to the screen's shape."""
    x, y = np.array(corners).T[..., None]
    left, top, right, bottom = taken.T
    free = ((x + size[0] <= left) | (right <= x) | (y + size[1] <= top) | (bottom <= y)).all(axis=1)
    room = [corner for corner, ok in zip(corners, free) if ok]
    return min(room, key=lambda corner: max(corner[0] + size[0], SCREEN * (corner[1] + size[1])))


def _arranged(graph: nx.Graph, part: Sequence[str], cell: Points) -> Points:
    """Lay out one component, given in order of importance."""
    core = nx.Graph()  # built in order: a subgraph view has the order of a set
    core.add_nodes_from(part if len(part) <= 2 * CORE else part[:CORE])
    core.add_edges_from((a, b) for a, b in graph.edges(list(core)) if b in core)
    found = nx.forceatlas2_layout(core, max_iter=300, strong_gravity=True, gravity=0.2, seed=SEED)
    points = np.array([found[node] for node in core])
    box = np.sqrt(len(core) * cell.prod() * np.array([SCREEN, 1 / SCREEN])) - 0.7 * cell
    points = (points - points.mean(axis=0)) / np.maximum(np.ptp(points, axis=0), 0.01) * box
    at = _surrounded(graph, dict(zip(core, _spaced(points, len(core), cell, share=0.5))))
    return _spaced(np.array([at[node] for node in part]), len(core), cell, share=0.0)


def _surrounded(graph: nx.Graph, at: dict[str, Points]) -> dict[str, Points]:
    """Place the nodes that have no place yet around those that they are tied to, the nearest to the core first."""
    at, around = dict(at), Counter[str]()
    for node in (n for layer in nx.bfs_layers(graph, list(at)) for n in layer if n not in at):
        ties = [other for other in graph[node] if other in at]
        around[ties[0]] += 1
        turn = 2.4 * around[ties[0]]  # by the golden angle, as the seeds of a sunflower
        at[node] = np.mean([at[t] for t in ties], axis=0) + SMALL * np.sqrt(turn) * [np.cos(turn), np.sin(turn)]
    return at


def _spaced(points: Points, core: int, cell: Points, share: float) -> Points:
    """Push nodes that lack room apart, the shorter way; one of the core goes `share` of it, another half."""
    x, y = points[:SPACED].T.copy()
    first = np.arange(len(x)) < core
    wide, high = (np.where(np.logical_and.outer(first, first), *room) for room in zip(cell, SMALL))
    step = np.where(first, share, 0.5)
    later = np.sign(np.subtract.outer(np.arange(len(x)), np.arange(len(x))))  # tells two in the same place apart
    for _ in range(ROUNDS):
        right, down = np.subtract.outer(x, x), np.subtract.outer(y, y)
        across, along = wide - np.abs(right), high - np.abs(down)
        clash = (across > 1) & (along > 1) & (later != 0)
        if not clash.any():
            break
        aside = across < along
        x += step * np.where(clash & aside, np.where(right == 0, later, np.sign(right)) * across, 0).sum(axis=1)
        y += step * np.where(clash & ~aside, np.where(down == 0, later, np.sign(down)) * along, 0).sum(axis=1)
    return np.concatenate([np.column_stack([x, y]), points[SPACED:]])
