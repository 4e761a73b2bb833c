"""A step that is watched is the same step, and nothing of it is kept."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from detach_examples import trace
from detach_examples.explain.session import Recording


class Net(nn.Module):
    """A model with dropout, a buffer, a recurrence and values that leave."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(11, 8)
        self.cell = nn.GRU(8, 8, batch_first=True)
        self.norm = nn.BatchNorm1d(8)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(8, 11)

    def forward(self, words: Tensor) -> Tensor:
        h, _ = self.cell(self.drop(self.embed(words)))
        h = self.norm(h.mean(1))
        h = h * (1 + 0.1 * h.std().item())
        noise = torch.from_numpy(np.full(8, h.detach().numpy().mean()))
        return self.head(h + 0.01 * noise.float() + torch.rand_like(h))


def steps(watched: bool) -> tuple[list[float], dict[str, Tensor]]:
    """Take two training steps; return the losses and all that they leave behind."""
    torch.manual_seed(3)
    np.random.seed(3)
    model = Net()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    losses = []
    for _ in range(2):
        words = torch.randint(0, 11, (4, 5))
        if watched:
            with trace() as record:
                loss = step(model, optimizer, words)
            assert record.explain(loss, model).status == 0
        else:
            loss = step(model, optimizer, words)
        losses.append(float(loss.detach()))
    left = dict(model.state_dict())
    left |= {f"{n}.grad": p.grad for n, p in model.named_parameters()}
    for i, state in optimizer.state_dict()["state"].items():
        left |= {f"{i}.{name}": value for name, value in state.items()}
    left["generator"] = torch.get_rng_state()
    left["generator of NumPy"] = torch.from_numpy(np.random.get_state()[1].copy())
    return losses, left


def step(model: nn.Module, optimizer: Any, words: Tensor) -> Tensor:
    loss = nn.functional.cross_entropy(model(words), words[:, 0])
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss


def test_a_watched_step_comes_to_the_same_bits() -> None:
    losses, plain = steps(watched=False)
    losses_too, watched = steps(watched=True)
    assert losses == losses_too
    assert plain.keys() == watched.keys()
    assert [n for n in plain if not torch.equal(plain[n], watched[n])] == []


def explained(record: Recording, loss: Tensor, model: nn.Module) -> None:
    assert record.explain(loss, model).parameters


def drawn(record: Recording, loss: Tensor, model: nn.Module) -> None:
    assert record.draw(loss).alt


@pytest.mark.parametrize("escape", [False, True], ids=["inside", "a value left"])
@pytest.mark.parametrize("inside", [False, True], ids=["after", "within"])
@pytest.mark.parametrize("use", [explained, drawn])
def test_nothing_is_kept_alive(use: Any, inside: bool, escape: bool) -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    with trace() as record:
        h = model(torch.ones(4, 3))
        scale = h.mean().item() if escape else 1.0
        loss = (h * scale).sum()
        if inside:
            loss.backward()
    use(record, loss, model)
    gone = [weakref.ref(t) for t in (model, loss, h, *model.parameters())]
    del model, loss, h
    gc.collect()
    assert [r() for r in gone] == [None] * len(gone)


def test_an_activation_is_freed_as_soon_as_without_a_trace() -> None:
    gone = []
    with trace():
        with torch.no_grad():
            h = torch.ones(4, requires_grad=True) * 2
        gone.append(weakref.ref(h))
        del h
        assert gone[0]() is None


def test_a_record_is_freed_with_its_last_name() -> None:
    model = nn.Sequential(nn.Linear(2, 2))
    with trace() as record:
        model.register_full_backward_hook(lambda *_: None)
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
        model(torch.ones(1, 2, requires_grad=True)).sum().backward()
    gone = weakref.ref(record._tracer)
    record.explain(torch.ones(1), model)
    del record
    gc.collect()
    assert gone() is None
    assert thread.name


@pytest.fixture
def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


# -- oddities of torch --------------------------------------------------------


def sparse(w: Tensor) -> Tensor:
    return torch.sparse.mm(w.to_sparse(), w)


def inference(w: Tensor) -> Tensor:
    with torch.inference_mode():
        quiet = w * 2
    return w * quiet.clone()


def complex_(w: Tensor) -> Tensor:
    return torch.fft.fft(w.to(torch.complex64)).abs()


def saved(w: Tensor) -> Tensor:
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t + 0, lambda t: t - 0):
        return w.exp()


def anomaly(w: Tensor) -> Tensor:
    with torch.autograd.detect_anomaly(check_nan=False):
        return w.exp()


def scripted(w: Tensor) -> Tensor:
    return torch.jit.trace(lambda x: x * 2 + 1, torch.ones(2, 2), check_trace=False)(w)


def mapped(w: Tensor) -> Tensor:
    return torch.func.vmap(torch.func.grad(lambda x: (x**3).sum()))(w)


def forward_mode(w: Tensor) -> Tensor:
    return torch.func.jvp(torch.sin, (w,), (torch.ones(2, 2),))[1]


def in_place(w: Tensor) -> Tensor:
    y = w * 1
    y[0] = 0
    y[1].mul_(2).add_(w[0])
    return y


def by_out(w: Tensor) -> Tensor:
    y = torch.empty(2, 2)
    torch.add(w.detach(), 1, out=y)
    return y * w


ODD = [sparse, inference, complex_, saved, mapped, forward_mode, in_place, by_out]


@pytest.mark.parametrize("odd", [*ODD, anomaly, scripted], ids=lambda f: f.__name__)
# Some of these steps are odd because torch warns of them.
@pytest.mark.filterwarnings("ignore")
def test_an_odd_part_of_torch_computes_the_same(
    odd: Callable[[Tensor], Tensor],
) -> None:
    start = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    plain, watched = (start.clone().requires_grad_() for _ in range(2))
    y = odd(plain)
    y.sum().backward()
    with trace() as record:
        z = odd(watched)
        loss = z.sum()
        loss.backward()
    report = record.explain(loss, {"w": watched})
    assert torch.equal(y.to_dense(), z.to_dense())
    assert plain.grad is not None
    assert watched.grad is not None
    assert torch.equal(plain.grad, watched.grad)
    assert report["w"].status == "flows"
