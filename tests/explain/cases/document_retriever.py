import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class Retriever(nn.Module):
    def __init__(self, n_in, dim):
        super().__init__()
        self.query_encoder = nn.Linear(n_in, dim)
        self.doc_encoder = nn.Linear(n_in, dim)

    @torch.inference_mode()  # cut[inference_mode]: model.doc_encoder.weight model.doc_encoder.bias
    def index(self, docs):
        return F.normalize(self.doc_encoder(docs), dim=-1)  # also[inference_mode]

    def forward(self, queries, docs):
        # a copy, since inference tensors cannot be saved for backward
        keys = self.index(docs).clone()
        return F.normalize(self.query_encoder(queries), dim=-1) @ keys.T


model = Retriever(6, 5)
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
queries, docs = torch.randn(2, 9, 6)

scores = model(queries, docs) / 0.1
loss = F.cross_entropy(scores, torch.arange(9))
opt.zero_grad()
loss.backward()
opt.step()
