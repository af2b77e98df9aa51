package io.engram.inference;

import java.util.Map;

/**
 * What a loaded model is.
 *
 * @param name
 *            the file's own name for it, or its file name
 * @param architecture
 *            GGUF architecture id, such as {@code olmoe}
 * @param layers
 *            number of blocks
 * @param embeddingLength
 *            width of the residual stream, in floats
 * @param vocabularySize
 *            number of token ids
 * @param contextLength
 *            longest context the model was made for, in tokens
 * @param experts
 *            experts per mixture layer; 0 for a dense model
 * @param expertsPerToken
 *            experts used per token
 * @param parameters
 *            number of weights
 * @param weightBytes
 *            bytes of all tensors in the file
 * @param types
 *            storage type → number of tensors
 */
public record ModelInfo(String name, String architecture, int layers, int embeddingLength, int vocabularySize,
        int contextLength, int experts, int expertsPerToken, long parameters, long weightBytes,
        Map<String, Integer> types) {
    /** Copies the map. */
    public ModelInfo {
        types = Map.copyOf(types);
    }
}
