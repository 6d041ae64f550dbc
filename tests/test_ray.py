"""Ray: the graphs and shards of one process, from a cluster of two nodes of which one dies midway."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.ingest import make_graphs
from kg.shards import read_shards, write_shard
from tests.test_parallel import article

pytest.importorskip("ray")

# In a process of its own: Ray's machinery warns, forks and leaves threads, which are no warnings of ours.
_RUN = """
import os, sys, threading
from pathlib import Path
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
import ray
from ray.cluster_utils import Cluster
from kg.ray_engine import make_on_ray, shards_on_ray
from tests.test_parallel import article

out = Path(sys.argv[1])
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
doomed = cluster.add_node(num_cpus=1)
cluster.wait_for_nodes()
ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
assert ray.cluster_resources()["CPU"] == 2
articles = [article(n) for n in range(120)]
articles[50] = articles[50].model_copy(update={"id": "given-twice"})
shards = shards_on_ray(articles, str(out), size=6, ending="nq", version="v", keep_text=True)
done = [next(shards)]
cluster.remove_node(doomed, allow_graceful=False)
done += list(shards)
made = list(make_on_ray(articles[:20], version="v", keep_text=True))
same = [one.article for one in made] == [one.id for one in articles[:20]]
Path(sys.argv[2]).write_text(f"{sum(s.articles for s in done)} {len({s.path for s in done})} {same}")
ray.shutdown()
cluster.shutdown()
"""


def test_a_node_that_dies_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Two nodes, one killed after the first shard: every shard is there, with the bytes one process makes."""
    result = tmp_path / "result"
    run = [sys.executable, "-c", _RUN, str(tmp_path), str(result)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert result.read_text() == "120 20 True"
    articles = [article(n) for n in range(120)]
    articles[50] = articles[50].model_copy(update={"id": "given-twice"})
    alone = tmp_path / "alone"
    alone.mkdir()
    made = list(make_graphs(articles, version="v"))
    for number in range(20):
        shard = write_shard(str(alone), number, made[number * 6 : number * 6 + 6], "nq")
        assert (tmp_path / Path(shard.path).name).read_bytes() == Path(shard.path).read_bytes()
    graphs = [graph for graph, _ in read_shards([str(tmp_path)])]
    assert len(graphs) == len(set(graphs)) == 120
