package io.engram.worldmodel;

import java.util.List;
import java.util.Optional;

/** The set of values an observation or action may take. */
public sealed interface Space {

    /** Whether an observation has this space's kind and shape, and only finite numbers within its bounds. */
    default boolean contains(Observation seen) {
        return switch (this) {
            case Discrete space -> seen instanceof Observation.StateObservation(int state) && state >= 0
                    && state < space.size();
            case Box space -> seen instanceof Observation.VectorObservation(float[] values)
                    && values.length == space.length() && inBounds(values, space);
            case Grid space -> seen instanceof Observation.GridObservation grid && grid.width() == space.width()
                    && grid.height() == space.height() && grid.channels() == space.channels()
                    && inRange(grid.cells(), space.maxId());
            case Text space -> seen instanceof Observation.TextObservation(String text)
                    && text.length() <= space.maxLength();
        };
    }

    private static boolean inBounds(float[] values, Box box) {
        for (float value : values)
            if (!Float.isFinite(value) || value < box.low() || value > box.high())
                return false;
        return true;
    }

    private static boolean inRange(int[] ids, int most) {
        for (int id : ids)
            if (id < 0 || id > most)
                return false;
        return true;
    }

    /** The numbers {@code 0 .. size-1}. */
    record Discrete(int size) implements Space {
        public Discrete {
            if (size < 1)
                throw new IllegalArgumentException("size: expected >= 1, received " + size);
        }
    }

    /** Vectors of {@code length} floats, each in {@code [low, high]} (infinities allowed). */
    record Box(int length, float low, float high) implements Space {
        public Box {
            if (length < 1)
                throw new IllegalArgumentException("length: expected >= 1, received " + length);
            if (!(low <= high))
                throw new IllegalArgumentException("range: expected low <= high, received " + low + " and " + high);
        }
    }

    /**
     * Grids of small ids, axes {@code [y][x][channel]}.
     *
     * @param maxId the largest id of any channel
     * @param hiddenId the id of channel 0 that means "this cell cannot be seen from here"; -1 when all cells are seen
     * @param self where the observer stands when the view moves and turns with it (an egocentric view that looks
     *        towards row 0); empty when cells keep their place in the world
     * @param names for people only: {@code names.get(c).get(id)} names an id of channel {@code c}; may be empty
     */
    record Grid(int width, int height, int channels, int maxId, int hiddenId, Optional<Cell> self,
            List<List<String>> names)
            implements
                Space {
        public Grid {
            if (width < 1 || height < 1 || channels < 1)
                throw new IllegalArgumentException(
                        "shape: expected positive sizes, received " + width + "x" + height + "x" + channels);
            if (maxId < 0 || maxId > 254)
                throw new IllegalArgumentException("maxId: expected 0..254, received " + maxId);
            if (self.isPresent() && (self.get().x() >= width || self.get().y() >= height))
                throw new IllegalArgumentException(
                        "self: expected a cell of the " + width + "x" + height + " view, received " + self.get());
            names = names.stream().map(List::copyOf).toList();
        }
    }

    /** A column and a row, both from 0. */
    record Cell(int x, int y) {
        public Cell {
            if (x < 0 || y < 0)
                throw new IllegalArgumentException("cell: expected coordinates >= 0, received " + x + "," + y);
        }
    }

    /** Texts of at most {@code maxLength} characters. */
    record Text(int maxLength) implements Space {
    }
}
