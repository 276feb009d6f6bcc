"""Times onnxruntime on windows of the transformer engine. usage: MODEL.onnx INPUTS.jsonl FOLDER"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime as ort
from onnxruntime.quantization import QuantType, quantize_dynamic

model, inputs, folder = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
windows = sorted((json.loads(line) for line in inputs.open()), key=lambda w: len(w["input_ids"]))
sub_words = sum(len(w["input_ids"]) for w in windows)

int8 = folder / "int8.onnx"
if not int8.exists() or int8.stat().st_mtime < model.stat().st_mtime:
    # The matrices alone, each output with a scale of its own: as in the backend rten.
    quantize_dynamic(model, int8, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])


def batches(most):
    batch = []
    for w in windows:
        if batch and len(w["input_ids"]) * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(w)
    yield batch


def pad(batch):
    longest = max(len(w["input_ids"]) for w in batch)
    out = {n: np.zeros((len(batch), longest), dtype=np.int64) for n in ("input_ids", "token_type_ids", "attention_mask")}
    for i, w in enumerate(batch):
        n = len(w["input_ids"])
        out["input_ids"][i, :n], out["token_type_ids"][i, :n], out["attention_mask"][i, :n] = w["input_ids"], w["token_type_ids"], 1
    return out


for name, path in (("onnxruntime-single", model), ("onnxruntime-int8", int8)):
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    best = float("inf")
    for most in (1, 512, 2048):
        padded = [pad(b) for b in batches(most)]
        for _ in range(2):
            start = time.process_time()
            for feed in padded:
                session.run(["scores"], feed)
            best = min(best, time.process_time() - start)
    row = {"engine": name, "sub_words": sub_words, "cpu_seconds": best, "sub_words_a_second": sub_words / best}
    print(json.dumps(row), flush=True)
