package io.engram.inference.train;

import java.util.List;

/**
 * Documents one after another. Position t of the batch reads {@code inputs[t]} and is to predict {@code targets[t]} with
 * weight {@code weights[t]}; the last token of a document is only a target. The arrays are live and [T].
 */
final class Batch {
    private final int[] inputs;
    private final int[] targets;
    private final float[] weights;
    private final int[] starts;

    private Batch(int tokens, int documents) {
        inputs = new int[tokens];
        targets = new int[tokens];
        weights = new float[tokens];
        starts = new int[documents + 1];
    }

    static Batch of(List<Document> documents) {
        Batch batch = new Batch(documents.stream().mapToInt(d -> d.length() - 1).sum(), documents.size());
        int at = 0;
        for (int i = 0; i < documents.size(); i++) {
            Document d = documents.get(i);
            int n = d.length() - 1;
            System.arraycopy(d.tokens(), 0, batch.inputs, at, n);
            System.arraycopy(d.tokens(), 1, batch.targets, at, n);
            System.arraycopy(d.weights(), 1, batch.weights, at, n);
            at += n;
            batch.starts[i + 1] = at;
        }
        return batch;
    }

    int[] inputs() {
        return inputs;
    }

    int[] targets() {
        return targets;
    }

    float[] weights() {
        return weights;
    }

    /** [documents + 1], where each document begins; the last is T. */
    int[] starts() {
        return starts;
    }

    /** T. */
    int tokens() {
        return inputs.length;
    }

    int documents() {
        return starts.length - 1;
    }

    double weight() {
        double sum = 0;
        for (float w : weights) {
            sum += w;
        }
        return sum;
    }
}
