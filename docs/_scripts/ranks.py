import torch
import torch.distributed as dist
from torch import nn

dist.init_process_group("gloo")
model = nn.ModuleDict({"used": nn.Linear(2, 2), "spare": nn.Linear(2, 2)})
x = model["used"](torch.ones(3, 2))
if dist.get_rank() == 0:
    x = model["spare"](x)
x.mean().backward()
dist.destroy_process_group()
