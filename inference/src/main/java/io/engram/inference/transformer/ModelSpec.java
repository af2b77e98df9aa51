package io.engram.inference.transformer;

import java.util.List;

/**
 * Everything about a model but its weights.
 *
 * @param architecture
 *            GGUF id
 * @param embedding
 *            E
 * @param vocabulary
 *            V
 * @param contextLength
 *            tokens it was made for
 * @param epsilon
 *            of all RMS norms
 * @param embeddingScale
 *            multiplies token embeddings
 * @param residualScale
 *            multiplies what a mixer or feed-forward part adds
 * @param logitScale
 *            multiplies logits
 * @param outputNorm
 *            name of the last norm's tensor
 * @param layers
 *            bottom first
 */
public record ModelSpec(String architecture, int embedding, int vocabulary, int contextLength, float epsilon,
        float embeddingScale, float residualScale, float logitScale, String outputNorm, List<LayerSpec> layers) {
    /** Copies the list. */
    public ModelSpec {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param mixer
     *            first half
     * @param feedForward
     *            second half
     * @param feedForwardNorm
     *            name, within the layer, of the norm before the second half
     */
    public record LayerSpec(MixerSpec mixer, FeedForwardSpec feedForward, String feedForwardNorm) {
    }

    /** Experts of the widest layer; 0 for a dense model. */
    public int experts() {
        return layers.stream()
                .mapToInt(l -> l.feedForward instanceof FeedForwardSpec.Mixture m ? m.router().experts() : 0).max()
                .orElse(0);
    }

    /** Experts per token; 0 for a dense model. */
    public int expertsPerToken() {
        return layers.stream()
                .mapToInt(l -> l.feedForward instanceof FeedForwardSpec.Mixture m ? m.router().used() : 0).max()
                .orElse(0);
    }
}
