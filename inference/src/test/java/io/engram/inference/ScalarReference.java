package io.engram.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The plainest form of a model, in double precision and written from the papers, not from the engine: for architectures
 * without stored results of another engine. Attention (grouped query, rotary, optional norm per head), gated short
 * convolution, dense feed-forward and a mixture with sigmoid or softmax gate.
 */
final class ScalarReference {
    private static final int E = TinyModel.EMBEDDING;
    private static final double EPSILON = 1e-5;

    private final TinyModel model;
    private final boolean splitHalf;
    private final boolean sigmoid;
    private final String outputNorm;
    private final String output;

    ScalarReference(TinyModel model, boolean splitHalf, boolean sigmoid, String outputNorm, String output) {
        this.model = model;
        this.splitHalf = splitHalf;
        this.sigmoid = sigmoid;
        this.outputNorm = outputNorm;
        this.output = output;
    }

    /** Logits after every token. */
    List<double[]> logits(int layers, int... prompt) {
        double[][] x = new double[prompt.length][E];
        for (int t = 0; t < prompt.length; t++) {
            for (int i = 0; i < E; i++) {
                x[t][i] = model.values("token_embd.weight")[prompt[t] * E + i];
            }
        }
        for (int layer = 0; layer < layers; layer++) {
            String p = "blk." + layer + ".";
            double[][] normed = norm(x, model.values(p + "attn_norm.weight"));
            boolean convolution = model.values(p + "shortconv.conv.weight").length > 0;
            add(x, convolution ? convolution(p, normed) : attention(p, normed));
            normed = norm(x, model.values(p + "ffn_norm.weight"));
            for (int t = 0; t < x.length; t++) {
                boolean mixture = model.values(p + "ffn_gate_inp.weight").length > 0;
                float[] gate = model.values(p + "ffn_gate.weight");
                add(x[t], mixture
                        ? mixture(p, normed[t])
                        : expert(normed[t], gate, model.values(p + "ffn_up.weight"),
                                model.values(p + "ffn_down.weight"), 0, gate.length / E));
            }
        }
        List<double[]> logits = new ArrayList<>();
        for (double[] row : norm(x, model.values(outputNorm))) {
            logits.add(times(model.values(output), 0, TinyModel.VOCABULARY, row));
        }
        return logits;
    }

    private static double[][] norm(double[][] x, float[] weight) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = norm(x[t], weight);
        }
        return y;
    }

    private static double[] norm(double[] x, float[] weight) {
        double squares = 0;
        for (double v : x) {
            squares += v * v;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / Math.sqrt(squares / x.length + EPSILON) * weight[i];
        }
        return y;
    }

    private static double[] times(float[] w, int from, int rows, double[] x) {
        double[] y = new double[rows];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < x.length; i++) {
                y[r] += w[(from + r) * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[][] attention(String p, double[][] x) {
        int head = TinyModel.HEAD;
        double[][] keys = new double[x.length][];
        double[][] values = new double[x.length][];
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            keys[t] = heads(times(model.values(p + "attn_k.weight"), 0, TinyModel.KV_HEADS * head, x[t]),
                    model.values(p + "attn_k_norm.weight"), t);
            values[t] = times(model.values(p + "attn_v.weight"), 0, TinyModel.KV_HEADS * head, x[t]);
            double[] queries = heads(times(model.values(p + "attn_q.weight"), 0, TinyModel.HEADS * head, x[t]),
                    model.values(p + "attn_q_norm.weight"), t);
            double[] seen = new double[TinyModel.HEADS * head];
            for (int h = 0; h < TinyModel.HEADS; h++) {
                int kv = h / (TinyModel.HEADS / TinyModel.KV_HEADS);
                double[] weights = new double[t + 1];
                double sum = 0;
                for (int j = 0; j <= t; j++) {
                    double dot = 0;
                    for (int i = 0; i < head; i++) {
                        dot += queries[h * head + i] * keys[j][kv * head + i];
                    }
                    weights[j] = Math.exp(dot / Math.sqrt(head));
                    sum += weights[j];
                }
                for (int j = 0; j <= t; j++) {
                    for (int i = 0; i < head; i++) {
                        seen[h * head + i] += weights[j] / sum * values[j][kv * head + i];
                    }
                }
            }
            out[t] = times(model.values(p + "attn_output.weight"), 0, E, seen);
        }
        return out;
    }

    /** Norm per head, where there is one, and rotation by position. */
    private double[] heads(double[] all, float[] norm, int position) {
        int dim = TinyModel.HEAD;
        for (int o = 0; o < all.length; o += dim) {
            double[] head = Arrays.copyOfRange(all, o, o + dim);
            head = norm.length == 0 ? head : norm(head, norm);
            for (int j = 0; j < dim / 2; j++) {
                int a = splitHalf ? j : 2 * j;
                int b = splitHalf ? j + dim / 2 : 2 * j + 1;
                double angle = position * Math.pow(10_000, -2.0 * j / dim);
                all[o + a] = head[a] * Math.cos(angle) - head[b] * Math.sin(angle);
                all[o + b] = head[a] * Math.sin(angle) + head[b] * Math.cos(angle);
            }
        }
        return all;
    }

    /** {@code out(C * conv(B * x))}. */
    private double[][] convolution(String p, double[][] x) {
        float[] weights = model.values(p + "shortconv.conv.weight");
        int kernel = weights.length / E;
        double[][] bx = new double[x.length][E];
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] bcx = times(model.values(p + "shortconv.in_proj.weight"), 0, 3 * E, x[t]);
            double[] y = new double[E];
            for (int c = 0; c < E; c++) {
                bx[t][c] = bcx[c] * bcx[2 * E + c];
                for (int j = 0; j < kernel; j++) {
                    int at = t - (kernel - 1) + j;
                    y[c] += at < 0 ? 0 : weights[c * kernel + j] * bx[at][c];
                }
                y[c] *= bcx[E + c];
            }
            out[t] = times(model.values(p + "shortconv.out_proj.weight"), 0, E, y);
        }
        return out;
    }

    private static double[] expert(double[] x, float[] gate, float[] up, float[] down, int index, int width) {
        double[] g = times(gate, index * width, width, x);
        double[] u = times(up, index * width, width, x);
        for (int i = 0; i < width; i++) {
            g[i] = g[i] / (1 + Math.exp(-g[i])) * u[i];
        }
        return times(down, index * E, E, g);
    }

    private double[] mixture(String p, double[] x) {
        double[] scores = times(model.values(p + "ffn_gate_inp.weight"), 0, TinyModel.EXPERTS, x);
        double all = 0;
        for (double score : scores) {
            all += Math.exp(score);
        }
        float[] bias = model.values(p + "exp_probs_b.bias");
        double[] selection = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = sigmoid ? 1 / (1 + Math.exp(-scores[i])) : Math.exp(scores[i]) / all;
            selection[i] = scores[i] + (bias.length == 0 ? 0 : bias[i]);
        }
        double[] y = new double[E];
        double sum = 0;
        for (int k = 0; k < TinyModel.USED; k++) {
            int best = 0;
            for (int i = 1; i < selection.length; i++) {
                best = selection[i] > selection[best] ? i : best;
            }
            selection[best] = Double.NEGATIVE_INFINITY;
            sum += scores[best];
            double[] part = expert(x, model.values(p + "ffn_gate_exps.weight"), model.values(p + "ffn_up_exps.weight"),
                    model.values(p + "ffn_down_exps.weight"), best, TinyModel.WIDTH);
            for (int i = 0; i < E; i++) {
                y[i] += scores[best] * part[i];
            }
        }
        for (int i = 0; i < E; i++) {
            y[i] /= sum;
        }
        return y;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            add(x[t], y[t]);
        }
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }
}
