package io.engram.inference.train;

/** Loss or gradients became infinite or NaN: the learning rate is too high or the data is broken. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainingDivergedException(String message) {
        super(message);
    }
}
