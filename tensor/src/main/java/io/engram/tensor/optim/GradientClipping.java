package io.engram.tensor.optim;

import io.engram.tensor.layer.Parameter;
import java.util.List;

/** Bounds the length of a gradient step. */
public final class GradientClipping {
    private GradientClipping() {
    }

    /**
     * Scales all gradients together so that their joint Euclidean norm is at most {@code maxNorm}, and returns the norm
     * before. A norm that is not finite leaves the gradients as they are, for the caller to see and skip the step.
     */
    public static double byGlobalNorm(List<Parameter> parameters, double maxNorm) {
        double squares = 0;
        for (Parameter parameter : parameters) {
            for (float g : parameter.gradient()) {
                squares += (double) g * g;
            }
        }
        double norm = Math.sqrt(squares);
        if (norm > maxNorm && Double.isFinite(norm)) {
            float scale = (float) (maxNorm / norm);
            for (Parameter parameter : parameters) {
                float[] gradient = parameter.gradient();
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] *= scale;
                }
            }
        }
        return norm;
    }
}
