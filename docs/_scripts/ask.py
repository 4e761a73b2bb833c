import torch
from train import Net

from detach_examples import trace

model = Net()
with trace() as record:
    loss = model(torch.ones(3, 2)).square().mean()

report = record.explain(loss, model)
for cause in report["encoder.weight"].causes:
    print(cause.kind, cause.line, cause.code)
picture = record.draw(loss, "The encoder is cut off in its own helper.")
