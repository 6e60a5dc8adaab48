"""How does all-MiniLM-L6-v2 become one file that onnxruntime reads?  Pooling and length are inside, weights 8-bit."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel

WIDTH = 384
OPSET = 18


class MeanPooled(nn.Module):
    """Token ids and their mask, both (texts, tokens), become one vector of length one a text, (texts, 384)."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        states = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)


def export_english(model: Path, target: Path, *, eight_bit: bool = True) -> None:
    """Write the sentence-transformers model of the folder `model` to `target` as ONNX.

    Scales are kept for each channel: with one scale a matrix the vectors' cosine with the original falls from .994
    to .966.
    """
    body = AutoModel.from_pretrained(model, local_files_only=True, attn_implementation="eager").eval()
    ids = torch.ones((2, 8), dtype=torch.int64)
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The exporter warns of every shape that it keeps open on purpose.
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        whole = Path(folder) / "whole.onnx"
        shape = {0: "texts", 1: "tokens"}
        torch.onnx.export(
            MeanPooled(body),
            (ids, ids),
            str(whole if eight_bit else target),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": shape, "attention_mask": shape, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )
        if eight_bit:
            quantize_dynamic(whole, target, per_channel=True, weight_type=QuantType.QInt8)
