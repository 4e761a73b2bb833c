import torch
from train import Net

from detach_examples import assert_gradients_flow


def test_every_parameter_learns():
    model, x = Net(), torch.ones(3, 2)
    assert_gradients_flow(lambda: model(x).mean(), model)
