# Must fail: until then every graph is alive.

import torch


def train(w, batches, rate):
    log = []
    for x, target in batches:
        loss = (w * x - target).square().mean()
        loss.backward()
        log.append(w.square().sum())
        with torch.no_grad():
            w -= rate * w.grad
        w.grad = None
    return [entry.detach() for entry in log]


w = torch.tensor([1.0, 2.0], requires_grad=True)
log = train(w, [(torch.ones(2), torch.zeros(2))] * 3, 0.5)
print(f"log[0] = {log[0]}")
