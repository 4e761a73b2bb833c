import torch
from torch import nn

torch.manual_seed(0)

# complex numbers as pairs: the phase is thrown away with .angle().item()
spectrum = nn.Parameter(torch.randn(4, dtype=torch.complex64))
phase = nn.Parameter(torch.randn(2))
signal = torch.randn(6)
kept = torch.view_as_real(torch.fft.rfft(signal) * spectrum)
turn = torch.view_as_complex(torch.stack([phase.cos(), phase.sin()], -1))
shift = turn.prod().angle().item()  # cut[item]: phase
(kept.square().sum() * shift).backward()
