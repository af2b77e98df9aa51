package io.engram.inference.train;

import io.engram.tensor.layer.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * All numbers of a model by their GGUF tensor names: trained parameters, and the selection biases that the load balance
 * moves. Rows of matrices are outputs, as in GGUF; experts come first.
 */
final class MoeWeights {
    private final MoeShape shape;
    private final Map<String, Parameter> parameters;
    /** [layers][X]; empty for dense layers. Shared by all shadows. */
    private final float[][] biases;

    private MoeWeights(MoeShape shape, Map<String, Parameter> parameters, float[][] biases) {
        this.shape = shape;
        this.parameters = parameters;
        this.biases = biases;
    }

    static final String EMBEDDING = "token_embd.weight";
    static final String OUTPUT = "output.weight";

    /** Random weights with a standard deviation of about 1 / sqrt(inputs), smaller where a block writes its result. */
    static MoeWeights random(MoeShape shape, RandomGenerator random) {
        Map<String, Parameter> all = new LinkedHashMap<>();
        float[][] biases = new float[shape.layers()][];
        Maker make = new Maker(all, random);
        int d = shape.width();
        double out = (shape.tied() ? 0.3 : 1) / Math.sqrt(2.0 * shape.layers());
        make.matrix(EMBEDDING, shape.vocabulary(), d, shape.tied() ? 1 : 0.3);
        for (int l = 0; l < shape.layers(); l++) {
            String b = "blk." + l + ".";
            make.ones(b + "attn_norm.weight", d);
            make.matrix(b + "attn_qkv.weight", shape.queryWidth() + 2 * shape.keyWidth(), d, 1);
            make.ones(b + "attn_q_norm.weight", shape.headDim());
            make.ones(b + "attn_k_norm.weight", shape.headDim());
            make.matrix(b + "attn_output.weight", d, shape.queryWidth(), out);
            make.ones(b + "ffn_norm.weight", d);
            biases[l] = new float[shape.mixture(l) ? shape.experts() : 0];
            if (shape.mixture(l)) {
                int x = shape.experts();
                make.matrix(b + "ffn_gate_inp.weight", x, d, 0.5);
                make.matrix(b + "ffn_gate_exps.weight", x * shape.expertWidth(), d, 1);
                make.matrix(b + "ffn_up_exps.weight", x * shape.expertWidth(), d, 1);
                make.matrix(b + "ffn_down_exps.weight", x * d, shape.expertWidth(), out);
                if (shape.sharedWidth() > 0) {
                    make.matrix(b + "ffn_gate_shexp.weight", shape.sharedWidth(), d, 1);
                    make.matrix(b + "ffn_up_shexp.weight", shape.sharedWidth(), d, 1);
                    make.matrix(b + "ffn_down_shexp.weight", d, shape.sharedWidth(), out);
                }
            } else {
                make.matrix(b + "ffn_gate.weight", shape.denseWidth(), d, 1);
                make.matrix(b + "ffn_up.weight", shape.denseWidth(), d, 1);
                make.matrix(b + "ffn_down.weight", d, shape.denseWidth(), out);
            }
        }
        make.ones("output_norm.weight", d);
        if (!shape.tied()) {
            make.matrix(OUTPUT, shape.vocabulary(), d, 0.5);
        }
        return new MoeWeights(shape, all, biases);
    }

    private record Maker(Map<String, Parameter> all, RandomGenerator random) {
        void ones(String name, int size) {
            Parameter p = new Parameter(name, size, false);
            Arrays.fill(p.value(), 1);
            all.put(name, p);
        }

        void matrix(String name, int rows, int cols, double gain) {
            Parameter p = new Parameter(name, Math.multiplyExact(rows, cols), true);
            double deviation = gain / Math.sqrt(cols);
            float[] w = p.value();
            for (int i = 0; i < w.length; i++) {
                w[i] = (float) (random.nextGaussian() * deviation);
            }
            all.put(name, p);
        }
    }

    MoeShape shape() {
        return shape;
    }

    Parameter get(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    Parameter embedding() {
        return get(EMBEDDING);
    }

    /** What logits are products with; the embedding itself where it is tied. */
    Parameter output() {
        return shape.tied() ? embedding() : get(OUTPUT);
    }

    /** In the order of the file. */
    List<Parameter> all() {
        return new ArrayList<>(parameters.values());
    }

    /** Columns of a matrix, or the size of a vector. */
    int columns(String name) {
        if (name.endsWith("_norm.weight")) {
            return get(name).size();
        }
        if (name.endsWith("attn_output.weight")) {
            return shape.queryWidth();
        }
        if (name.endsWith("ffn_down_exps.weight")) {
            return shape.expertWidth();
        }
        if (name.endsWith("ffn_down_shexp.weight")) {
            return shape.sharedWidth();
        }
        return name.endsWith("ffn_down.weight") ? shape.denseWidth() : shape.width();
    }

    /** The selection biases of a layer, live. */
    float[] biases(int layer) {
        return biases[layer];
    }

    /** Weights with the same live values and gradients of their own. */
    MoeWeights shadow() {
        return map(Parameter::shadow);
    }

    /** Weights with copies of the present values, for a model that stays as it is. */
    MoeWeights frozen() {
        return map(p -> {
            Parameter copy = new Parameter(p.name(), p.size(), p.decayed());
            copy.copyFrom(p);
            return copy;
        });
    }

    private MoeWeights map(UnaryOperator<Parameter> change) {
        Map<String, Parameter> mapped = new LinkedHashMap<>();
        parameters.forEach((name, p) -> mapped.put(name, change.apply(p)));
        return new MoeWeights(shape, mapped, biases);
    }
}
