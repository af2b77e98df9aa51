package io.engram.bench.peers;

import io.engram.inference.ModelFormatException;
import io.engram.inference.gguf.GgufFile;
import io.engram.inference.gguf.GgufTensor;
import io.engram.inference.gguf.Metadata;
import java.io.IOException;
import java.nio.file.Path;

/** How many bytes of weights, in the file's form, one decode step has to read. */
final class ActiveBytes {
    private ActiveBytes() {
    }

    /** Every matrix once, of experts the share that is used; of an embedding table that is not also the output, one row. */
    static long of(Path model) throws IOException {
        try (GgufFile file = GgufFile.open(model)) {
            double used = share(file);
            boolean tied = file.tensor("output.weight").isEmpty();
            double bytes = 0;
            for (GgufTensor tensor : file.tensors()) {
                double size = tensor.data().byteSize();
                if (tensor.name().equals("token_embd.weight")) {
                    bytes += tied ? size : size / tensor.shape().rows();
                } else {
                    bytes += tensor.name().contains("_exps.") ? size * used : size;
                }
            }
            return Math.round(bytes);
        }
    }

    private static double share(GgufFile file) throws ModelFormatException {
        Metadata metadata = file.metadata();
        String architecture = metadata.text("general.architecture").orElse("");
        int all = metadata.integer(architecture + ".expert_count", 0, Integer.MAX_VALUE, 0);
        return all == 0 ? 1 : (double) metadata.integer(architecture + ".expert_used_count", 1, all) / all;
    }
}
