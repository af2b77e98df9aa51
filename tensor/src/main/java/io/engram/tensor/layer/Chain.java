package io.engram.tensor.layer;

import io.engram.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Parts one after the other. */
public final class Chain implements Part {
    private final List<Part> parts;

    /**
     * At least one part, each as wide at its input as the one before at its output.
     *
     * @throws ShapeException
     *             where widths do not meet
     */
    public Chain(Part... parts) {
        this(List.of(parts));
    }

    /** As the other constructor. */
    public Chain(List<? extends Part> parts) {
        if (parts.isEmpty()) {
            throw new ShapeException("chain: expected at least one part, received none");
        }
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i).in() != parts.get(i - 1).out()) {
                throw new ShapeException("chain: expected part " + i + " to take " + parts.get(i - 1).out()
                        + " numbers, received one that takes " + parts.get(i).in());
            }
        }
        this.parts = List.copyOf(parts);
    }

    @Override
    public int in() {
        return parts.getFirst().in();
    }

    @Override
    public int out() {
        return parts.getLast().out();
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.parameters()));
        return all;
    }

    @Override
    public Use use() {
        List<Use> uses = parts.stream().map(Part::use).toList();
        return new Use() {
            @Override
            public float[] forward(float[] x, int batch) {
                float[] y = x;
                for (Use use : uses) {
                    y = use.forward(y, batch);
                }
                return y;
            }

            @Override
            public float[] backward(float[] dy) {
                float[] dx = dy;
                for (int i = uses.size() - 1; i >= 0; i--) {
                    dx = uses.get(i).backward(dx);
                }
                return dx;
            }
        };
    }
}
