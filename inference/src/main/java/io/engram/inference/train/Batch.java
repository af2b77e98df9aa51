package io.engram.inference.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Documents one after another. Position t of the batch reads {@code inputs[t]} and is to predict {@code targets[t]} with
 * weight {@code weights[t]}; the last token of a document is only a target. The arrays are live and [T].
 *
 * <p>Tokens see what is before them in their segment, and the trunk that the segment follows: a document without branches is
 * one segment, one with branches is a segment for the trunk and one for each of them.
 */
final class Batch {
    private final int[] inputs;
    private final int[] targets;
    private final float[] weights;
    private final int[] starts;
    private final List<Segment> segments = new ArrayList<>();

    /**
     * Tokens in a row.
     *
     * @param start
     *            first token
     * @param length
     *            how many
     * @param trunk
     *            first token of what it follows
     * @param trunkLength
     *            how many tokens of that it sees, 0 for a trunk
     */
    record Segment(int start, int length, int trunk, int trunkLength) {
    }

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
            batch.cut(d.branches(), at, n);
            at += n;
            batch.starts[i + 1] = at;
        }
        return batch;
    }

    private void cut(int[] branches, int at, int tokens) {
        int trunk = branches.length == 0 ? tokens : Math.min(tokens, branches[0]);
        segments.add(new Segment(at, trunk, at, 0));
        for (int i = 0; i < branches.length && branches[i] < tokens; i++) {
            int end = i + 1 < branches.length ? Math.min(tokens, branches[i + 1]) : tokens;
            segments.add(new Segment(at + branches[i], end - branches[i], at, trunk));
        }
    }

    /** In the order of their tokens; all tokens are in one. */
    List<Segment> segments() {
        return segments;
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
